// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFile>
#include <QFont>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

namespace sluice {

namespace {

// 13 px at 96 dpi, in points so that it follows the display's resolution.
constexpr double kFontPoints = 9.75;
// After so long, input is served before the next part is dressed. [P] The largest part takes about 25 ms itself.
constexpr qint64 kSliceMs = 10;

// Dynamic properties, so that a widget says for itself how it is dressed.
constexpr char kDressed[] = "sluiceDressed";
constexpr char kPart[] = "sluicePart"; // is dressed when it is first shown
constexpr char kByParts[] = "sluiceDressedByParts";

bool wears(const QWidget* widget)
{
    for (; widget; widget = widget->parentWidget())
        if (widget->property(kDressed).toBool())
            return true;
    return false;
}

// Qt 6.4 does not say whether the desktop is dark; a palette whose text is lighter than its window is.
bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::WindowText).lightnessF() > palette.color(QPalette::Window).lightnessF();
}

} // namespace

Theme::Theme(QApplication& app, QObject* parent)
    : QObject(parent)
    , m_app(app)
    , m_systemDark(isDark(QApplication::palette()))
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = QApplication::font();
    font.setPointSizeF(kFontPoints);
    QApplication::setFont(font);
    m_app.installEventFilter(this);
    m_next.setSingleShot(true);
    // Not 0: such a timer is an idle task, which waits for seconds where a busy machine keeps the loop from idling.
    m_next.setInterval(1);
    m_next.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, &Theme::dressNext);
    apply();
}

ThemeMode Theme::modeFromToken(const QString& token)
{
    if (token == QLatin1String("dark"))
        return ThemeMode::Dark;
    if (token == QLatin1String("light"))
        return ThemeMode::Light;
    return ThemeMode::System;
}

void Theme::setMode(ThemeMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ThemeChange && !m_applying) {
        // An empty palette gives back the system's, which alone tells whether it is dark.
        m_applying = true;
        QApplication::setPalette(QPalette());
        m_systemDark = isDark(QApplication::palette());
        apply();
        m_applying = false;
    }
    // Some are polished long before they are shown, such as what a scroll area takes in.
    if ((event->type() == QEvent::Polish || event->type() == QEvent::Show) && watched->isWidgetType()) {
        auto* widget = static_cast<QWidget*>(watched);
        const bool whole = widget->isWindow() && !widget->property(kByParts).toBool();
        if ((whole || widget->property(kPart).toBool()) && !wears(widget))
            dress(*widget);
    }
    return QObject::eventFilter(watched, event);
}

void Theme::apply()
{
    m_tokens = makeTokens(m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_systemDark));
    m_sheet = styleSheet(m_tokens);
    QApplication::setPalette(palette(m_tokens));
    std::erase_if(m_parts, [](const auto& part) { return part.isNull(); });
    m_undressed.clear();
    for (const bool seen : {true, false})
        std::ranges::copy_if(m_parts, std::back_inserter(m_undressed),
            [seen](const auto& part) { return part->isVisible() == seen; });
    letPaint(false);
    dressNext();
    emit changed();
}

void Theme::dressByParts(QWidget& container)
{
    container.setProperty(kByParts, true);
    container.window()->setProperty(kByParts, true);
    for (QWidget* child : container.findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        if (!child->isWindow() && !child->property(kByParts).toBool())
            child->setProperty(kPart, true);
}

void Theme::dressEmpty(QWidget& part)
{
    if (!wears(&part))
        dress(part);
}

void Theme::dress(QWidget& part)
{
    std::erase_if(m_parts, [](const auto& old) { return old.isNull(); });
    m_parts.emplace_back(&part);
    part.setProperty(kDressed, true);
    part.setStyleSheet(m_sheet);
}

void Theme::dressNext()
{
    QElapsedTimer timer;
    timer.start();
    while (!m_undressed.empty() && timer.elapsed() < kSliceMs) {
        const QPointer<QWidget> part = m_undressed.front();
        m_undressed.pop_front();
        if (part && part->styleSheet() != m_sheet)
            part->setStyleSheet(m_sheet);
    }
    if (std::ranges::none_of(m_undressed, [](const auto& part) { return part && part->isVisible(); }))
        letPaint(true);
    if (!m_undressed.empty())
        m_next.start();
}

void Theme::letPaint(bool paint)
{
    if (paint) {
        for (const auto& window : std::exchange(m_unpainted, {}))
            if (window)
                window->setUpdatesEnabled(true);
        return;
    }
    for (const auto& part : m_undressed)
        if (part->isVisible() && part->window()->updatesEnabled()) {
            part->window()->setUpdatesEnabled(false);
            m_unpainted.emplace_back(part->window());
        }
}

QString Theme::styleSheet(const Tokens& tokens)
{
    QFile file(QStringLiteral(":/themes/sluice.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    for (const TokenRow& row : tokenTable()) {
        const QColor& color = tokens.*row.member;
        sheet.replace(QStringLiteral("{{%1}}").arg(QLatin1String(row.name)),
            color.name(color.alpha() == 255 ? QColor::HexRgb : QColor::HexArgb));
    }
    // Arrows and ticks are pictures, which a stylesheet cannot colour.
    const QString suffix = tokens.dark ? QStringLiteral("dark") : QStringLiteral("light");
    sheet.replace(QStringLiteral("{{arrow}}"), QStringLiteral("arrow-") + suffix);
    sheet.replace(QStringLiteral("{{check}}"), QStringLiteral("check-") + suffix);
    return sheet;
}

QPalette Theme::palette(const Tokens& t)
{
    QPalette p(t.button, t.window);
    const auto set = [&p](QPalette::ColorRole role, const QColor& normal, const QColor& disabled) {
        p.setColor(QPalette::Active, role, normal);
        p.setColor(QPalette::Inactive, role, normal);
        p.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, t.window, t.window);
    set(QPalette::WindowText, t.text, t.faint);
    set(QPalette::Base, t.field, t.card);
    set(QPalette::AlternateBase, t.card, t.card);
    set(QPalette::Text, t.text, t.faint);
    set(QPalette::PlaceholderText, t.faint, t.faint);
    set(QPalette::Button, t.button, t.card);
    set(QPalette::ButtonText, t.text, t.faint);
    set(QPalette::BrightText, t.strong, t.faint);
    set(QPalette::ToolTipBase, t.card, t.card);
    set(QPalette::ToolTipText, t.text, t.text);
    set(QPalette::Highlight, t.selection, t.line);
    set(QPalette::HighlightedText, t.onSelection, t.faint);
    set(QPalette::Link, t.link, t.faint);
    set(QPalette::LinkVisited, t.link, t.faint);
    set(QPalette::Light, t.edge, t.edge);
    set(QPalette::Midlight, t.line, t.line);
    set(QPalette::Mid, t.line, t.line);
    set(QPalette::Dark, t.line, t.line);
    set(QPalette::Shadow, t.window, t.window);
    return p;
}

} // namespace sluice
