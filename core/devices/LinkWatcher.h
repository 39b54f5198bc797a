// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

namespace sluice {

// Says when the computer has got a way to the network: a link came up, or an address was given to it. Lives in a
// thread with an event loop. Where the system does not tell, it stays silent.
class LinkWatcher : public QObject {
    Q_OBJECT
public:
    explicit LinkWatcher(QObject* parent = nullptr);
    ~LinkWatcher() override;

signals:
    void cameUp();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
