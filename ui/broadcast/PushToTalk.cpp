// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/PushToTalk.h"

#include <QGuiApplication>
#include <QKeyEvent>

namespace sluice {

PushToTalk::PushToTalk(QObject* parent) : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
    connect(qobject_cast<QGuiApplication*>(QCoreApplication::instance()),
        &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
            if (state != Qt::ApplicationActive)
                hold(false);
        });
}

void PushToTalk::setEnabled(bool enabled)
{
    if (!enabled)
        hold(false);
    m_enabled = enabled;
}

void PushToTalk::hold(bool held)
{
    if (!m_enabled || held == m_held)
        return;
    m_held = held;
    emit heldChanged(held);
}

bool PushToTalk::eventFilter(QObject* watched, QEvent* event)
{
    const bool down = event->type() == QEvent::KeyPress;
    if (!m_enabled || (!down && event->type() != QEvent::KeyRelease))
        return QObject::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    // With Shift or Control it is another key; let go of it is whatever else is held by then.
    if (key->key() != kKey || (down && key->modifiers() != Qt::NoModifier) || (!down && !m_held))
        return QObject::eventFilter(watched, event);
    if (!key->isAutoRepeat())
        hold(down);
    return true;
}

} // namespace sluice
