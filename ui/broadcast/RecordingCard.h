// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/BroadcastSession.h"
#include "ui/widgets/Card.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace sluice {

class ElidedLabel;

// What is kept of the broadcast on this computer: the file that is written, the replay that can be saved, the last
// file with its folder, and making an MP4 of it. Hidden while there is nothing to say.
class RecordingCard : public Card {
    Q_OBJECT
public:
    explicit RecordingCard(QWidget* parent = nullptr);

    // `replay`: how much a replay holds by the settings; zero: none.
    void setStatus(const BroadcastStatus& status, Duration replay);
    QPushButton* saveButton() const { return m_save; }
    QPushButton* folderButton() const { return m_folder; }
    QPushButton* convertButton() const { return m_convert; }
    QProgressBar* progress() const { return m_progress; }
    QLabel* line() const { return m_line; }

signals:
    void replayRequested();
    void folderRequested(const QString& path); // of the file
    void convertRequested(const QString& path);
    void cancelRequested();

private:
    void showLast(const BroadcastStatus& status);

    QLabel* m_line; // what is going on
    QLabel* m_notice; // what is wrong with it
    QPushButton* m_save;
    QWidget* m_actions;
    ElidedLabel* m_last; // the file that was finished last
    QPushButton* m_folder;
    QPushButton* m_convert; // or cancel it
    QProgressBar* m_progress;
    QString m_path; // of the last file
    bool m_converting = false;
};

} // namespace sluice
