// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace sluice {

// What stands in place of the picture: a title, a sentence, and up to two buttons.
class MessagePanel : public QWidget {
    Q_OBJECT
public:
    explicit MessagePanel(QWidget* parent = nullptr);

    // Empty button texts leave the button out. A text that only counts down may be set each second.
    void set(const QString& title, const QString& text, const QString& primary = {},
        const QString& secondary = {});
    QString title() const;
    QString text() const;
    QPushButton* primary() const { return m_primary; }
    QPushButton* secondary() const { return m_secondary; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTexts();

    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_primary;
    QPushButton* m_secondary;
};

} // namespace sluice
