// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace sluice {

// SIGINT and SIGTERM as a signal of the event loop. One object, made before the loop runs.
class Interruption : public QObject {
    Q_OBJECT
public:
    explicit Interruption(QObject* parent = nullptr);
    ~Interruption() override;

signals:
    void happened();

private:
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace sluice
