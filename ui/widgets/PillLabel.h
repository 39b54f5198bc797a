// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace sluice {

class Theme;

// A short state in a rounded plate. It never speaks by colour alone: the text says the same.
class PillLabel : public QWidget {
    Q_OBJECT
public:
    enum class Kind {
        OnPicture, // grey, lies on a picture
        Live, // red
        Good,
        Warn,
        Bad
    };
    explicit PillLabel(const Theme& theme, QWidget* parent = nullptr);

    void set(Kind kind, const QString& text); // an empty text hides it
    const QString& text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont pillFont() const;

    const Theme& m_theme;
    Kind m_kind = Kind::OnPicture;
    QString m_text;
};

} // namespace sluice
