// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "core/session/AdvisorSession.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace sluice {

class AdviceChart;
class Theme;

// What other start levels would have given the last session: one sentence, a chart and a table, and a button that
// takes one of them. Follows `advisor`, which must outlive it.
class AdvisorDialog : public QDialog {
    Q_OBJECT
public:
    AdvisorDialog(const Theme& theme, AdvisorSession& advisor, QWidget* parent = nullptr);

    // One sentence on where the advisor stands, in the window's language.
    static QString lineOf(const AdvisorSession& advisor);
    // Whether it found something better than what is in force.
    static bool hasBetter(const AdvisorSession& advisor);

    void showProblem(const QString& text);
    QLabel* sentence() const { return m_sentence; }
    QPushButton* useButton() const { return m_use; }
    QTableWidget* table() const { return m_table; }

signals:
    void askedAgain();
    void startChosen(const sluice::BufferSettings& before, const sluice::BufferSettings& advised);

private:
    void look();
    void fill(const Advice& advice);
    int chosen() const; // row; −1: none
    void onChosen();

    AdvisorSession& m_advisor;
    QLabel* m_sentence;
    QLabel* m_basis;
    QProgressBar* m_busy;
    AdviceChart* m_chart;
    QTableWidget* m_table;
    QWidget* m_filler; // keeps the words at the top while there is nothing to draw
    QPushButton* m_again;
    QPushButton* m_use;
};

} // namespace sluice
