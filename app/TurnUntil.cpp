// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/TurnUntil.h"

#include <QCoreApplication>
#include <QTimer>

namespace sluice {

void turnUntil(Duration atMost, const std::function<bool()>& over)
{
    QTimer patience; // an event of its own, where there is no other
    patience.setSingleShot(true);
    patience.start(milliseconds(toMs(atMost)));
    while (!over() && patience.isActive())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace sluice
