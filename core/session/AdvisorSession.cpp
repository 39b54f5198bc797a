// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/AdvisorSession.h"

#include <mutex>
#include <thread>
#include <utility>

#include "core/session/Notifier.h"
#include "core/session/SimulationResult.h"

namespace sluice {

class AdvisorSession::Private {
public:
    struct Question {
        std::shared_ptr<const ArrivalTrace> arrivals;
        Settings settings;
    };

    explicit Private(AdvisorSession* session) : q(session), over(session, [this] { take(); }) { }

    void begin(Question question)
    {
        stop = StopSource();
        working = true;
        worker = std::thread(
            [this, question = std::move(question), token = stop.get_token(), tell = over]() mutable {
                auto result = Advisor::advise(
                    question.arrivals->snapshot(), bufferResolverFrom(question.settings), false, token);
                {
                    const std::lock_guard lock(mutex);
                    found = std::move(result);
                }
                tell.tell();
            });
    }

    void take()
    {
        if (!working)
            return;
        worker.join(); // it has told, so it is over
        working = false;
        std::optional<Result<Advice>> result;
        {
            const std::lock_guard lock(mutex);
            result = std::exchange(found, std::nullopt);
        }
        if (next) {
            begin(*std::exchange(next, std::nullopt));
            return;
        }
        if (state != State::Working || !result)
            return; // nobody waits for it any more
        if (*result) {
            advice = **std::move(result);
            state = State::Done;
        } else {
            error = result->error();
            state = State::Failed;
        }
        emit q->changed();
    }

    AdvisorSession* const q;
    Notifier over;
    State state = State::Nothing;
    std::optional<Advice> advice;
    std::optional<Error> error;
    std::optional<Question> next; // begins when the worker has stopped
    bool working = false;
    StopSource stop;
    std::thread worker;
    std::mutex mutex;
    std::optional<Result<Advice>> found; // mutex
};

AdvisorSession::AdvisorSession(QObject* parent) : QObject(parent), d(std::make_unique<Private>(this)) { }

AdvisorSession::~AdvisorSession()
{
    d->over.detach();
    d->stop.request_stop();
    if (d->worker.joinable())
        d->worker.join();
}

void AdvisorSession::ask(std::shared_ptr<const ArrivalTrace> arrivals, const Settings& settings)
{
    if (!arrivals || arrivals->packetCount() == 0) {
        cancel();
        return;
    }
    d->advice.reset();
    d->error.reset();
    d->state = State::Working;
    if (d->working) {
        d->stop.request_stop();
        d->next = Private::Question{std::move(arrivals), settings};
    } else {
        d->begin({std::move(arrivals), settings});
    }
    emit changed();
}

void AdvisorSession::cancel()
{
    d->stop.request_stop();
    d->next.reset();
    d->advice.reset();
    d->error.reset();
    d->state = State::Nothing;
    emit changed();
}

AdvisorSession::State AdvisorSession::state() const
{
    return d->state;
}

const Advice* AdvisorSession::advice() const
{
    return d->advice ? &*d->advice : nullptr;
}

std::optional<Error> AdvisorSession::error() const
{
    return d->error;
}

} // namespace sluice
