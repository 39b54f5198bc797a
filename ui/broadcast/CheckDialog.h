// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QDialog>

#include "core/session/PreflightSession.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace sluice {

// "Check setup": a line for each thing that is checked, with what was found. Knows no session.
class CheckDialog : public QDialog {
    Q_OBJECT
public:
    explicit CheckDialog(QWidget* parent = nullptr);

    // `ask`: the server can only be tested where its viewers could see it.
    void setMayAsk(bool ask);
    bool agreed() const;
    void setChecks(const std::vector<Check>& checks, CheckState overall);
    void wait(const QString& why); // nothing is checked yet
    QPushButton* againButton() const { return m_again; }
    QLabel* summary() const { return m_summary; }
    QString text() const; // all of it, for screen readers and tests

signals:
    void checkRequested();
    void cancelRequested();

private:
    struct Line {
        QLabel* sign;
        QLabel* subject;
        QLabel* text;
    };
    Line makeLine();
    void closeOrCancel();
    void growToFit();

    QLabel* m_summary;
    QGridLayout* m_grid;
    QCheckBox* m_agree;
    QPushButton* m_again;
    QPushButton* m_close;
    std::vector<Line> m_lines;
    bool m_running = false;
};

} // namespace sluice
