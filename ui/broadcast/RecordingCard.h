// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/session/BroadcastSession.h"
#include "ui/widgets/Card.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace sluice {

class ElidedLabel;

// What is kept of the broadcasts on this computer: the file that is written, the replay that can be saved, and the
// files of this run, newest first, each of which can become an MP4. Hidden while there is nothing to say.
class RecordingCard : public Card {
    Q_OBJECT
public:
    static constexpr std::size_t kMostRows = 4; // others come up when one of them is done or taken off

    explicit RecordingCard(QWidget* parent = nullptr);

    // `replay`: how much a replay holds by the settings; zero: none.
    void setStatus(const BroadcastStatus& status, Duration replay);
    QPushButton* saveButton() const { return m_save; }
    QPushButton* folderButton() const { return m_folder; }
    QLabel* line() const { return m_line; }
    // Of a row, the newest first.
    QString fileName(std::size_t row = 0) const; // empty: there is no such row
    QPushButton* convertButton(std::size_t row = 0) const { return m_rows[row].convert; }
    QPushButton* takeOffButton(std::size_t row = 0) const { return m_rows[row].takeOff; }
    QProgressBar* progress(std::size_t row = 0) const { return m_rows[row].progress; }

signals:
    void replayRequested();
    void folderRequested(const QString& path); // of the file
    void convertRequested(const QString& path);
    void cancelRequested();
    void takeOffRequested(const QString& path); // from the list

private:
    struct Row {
        QWidget* widget = nullptr;
        ElidedLabel* name = nullptr;
        QPushButton* convert = nullptr; // or cancel it
        QPushButton* takeOff = nullptr;
        QProgressBar* progress = nullptr;
        QString path; // empty: not shown
        bool converting = false;
    };
    Row makeRow(std::size_t index);
    void showFiles(const BroadcastStatus& status);
    void showRow(Row& row, const KeptRecording& file, const BroadcastStatus& status);

    QLabel* m_line; // what is going on
    QLabel* m_notice; // what is wrong with it
    QPushButton* m_save;
    QPushButton* m_folder; // of the newest
    std::vector<Row> m_rows;
    QLabel* m_others; // how many there are besides
};

} // namespace sluice
