// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace sluice {

// A framed group with a title in capitals, as the stylesheet's #card.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    QLabel* titleLabel() const { return m_title; }
    QHBoxLayout* header() const { return m_header; } // the title's line; add to its end
    QVBoxLayout* body() const { return m_body; }

private:
    QLabel* m_title;
    QHBoxLayout* m_header;
    QVBoxLayout* m_body;
};

// A text that wraps: "small", "label" or "bad", as the stylesheet calls them.
QLabel* wrappedLabel(const char* role, QWidget* parent);

} // namespace sluice
