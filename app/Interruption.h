// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace sluice {

// SIGINT, SIGTERM and SIGHUP (the terminal was closed) as a signal of the event loop. One object, made before the loop
// runs. SIGHUP stays ignored where it was: whoever started us with nohup wants that.
class Interruption : public QObject {
    Q_OBJECT
public:
    // In main(), once nothing may wait for a disk any more: what comes before there is an object waits for it.
    static void hold();

    explicit Interruption(QObject* parent = nullptr);
    ~Interruption() override;

signals:
    void happened();

private:
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace sluice
