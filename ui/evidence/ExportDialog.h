// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QDialog>
#include <QPointer>

#include "core/session/SessionExport.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QThread;

namespace sluice {

// Chooses which files of a session are written, where and under what name; writes them on a thread of its own.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    // `timeline`: where the session has no samples of its own, what there is of it now; copied by the writer's thread.
    ExportDialog(SessionRecord session, std::shared_ptr<const ArrivalTrace> arrivals,
        QWidget* parent = nullptr, std::shared_ptr<const Timeline> timeline = nullptr);
    ~ExportDialog() override;

    void reject() override; // not while files are written

    // What every page says of program and system.
    static HtmlReport pageFacts();
    // The graph as the picture that is exported: twice the size of the drawing. Any thread.
    static bool writePicture(const QString& path, const SessionRecord& session);

    QLineEdit* folder() const { return m_folder; }
    QLineEdit* baseName() const { return m_name; }
    QLabel* message() const { return m_message; }
    QPushButton* exportButton() const { return m_export; }
    QCheckBox* box(ExportKind kind) const;

private:
    void buildForm();
    void browse();
    void begin();
    void onWritten();
    void say(const QString& text, bool bad);
    QString pathOf(const ExportRow& row) const;

    SessionRecord m_session; // the writer's while it runs
    const std::shared_ptr<const Timeline> m_timeline;
    const std::uint64_t m_rows; // of the timeline
    const std::shared_ptr<const ArrivalTrace> m_arrivals;
    std::vector<std::pair<const ExportRow*, QCheckBox*>> m_boxes;
    QLineEdit* m_folder;
    QLineEdit* m_name;
    QLabel* m_message;
    QPushButton* m_export;
    QPushButton* m_close;
    std::unique_ptr<QThread> m_writer;
    std::vector<Error> m_problems; // the writer's while it runs
    int m_count = 0; // files that are written
};

} // namespace sluice
