// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Layout.h"
#include "ui/widgets/Card.h"

class QLabel;
class QStackedWidget;

namespace sluice {

class ChoiceRow;
class SourcePicker;

// What viewers see: four buttons, of which one is chosen, and which screen or window, or
// what slate, while the layout shows one.
class LayoutCard : public Card {
    Q_OBJECT
public:
    explicit LayoutCard(QWidget* parent = nullptr);

    // `problem`: why that, or what belongs to it, cannot be shown; empty: it can.
    void setLayoutShown(LayoutKind kind, const QString& problem);
    LayoutKind chosen() const;
    SourcePicker* screen() const { return m_screen; }
    void setSlate(const QString& path); // empty: our own drawing
    ChoiceRow* choices() const { return m_choices; }

signals:
    void chosenByHand(sluice::LayoutKind kind);
    void slateChosen(const QString& path);

private:
    ChoiceRow* m_choices;
    SourcePicker* m_screen;
    SourcePicker* m_slate;
    // One place for both, and for none: what is below and above does not move. In the title's line, or it would leave
    // a void there.
    QStackedWidget* m_sources;
    QLabel* m_problem;
};

} // namespace sluice
