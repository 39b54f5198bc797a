// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "core/base/Error.h"
#include "core/playback/Advisor.h"
#include "core/settings/Settings.h"

namespace sluice {

// What other settings would have given a session, found on a thread of its own. Lives in the thread that made it; no
// call blocks but the destructor, which stops the work and joins (a few milliseconds).
class AdvisorSession : public QObject {
    Q_OBJECT
public:
    enum class State { Nothing, Working, Done, Failed };

    explicit AdvisorSession(QObject* parent = nullptr);
    ~AdvisorSession() override;

    // What works is dropped for it. Null, or a trace without a packet: Nothing.
    void ask(std::shared_ptr<const ArrivalTrace> arrivals, const Settings& settings);
    // Nothing, and what works is dropped.
    void cancel();

    State state() const;
    const Advice* advice() const; // Done; otherwise null
    std::optional<Error> error() const; // Failed

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
