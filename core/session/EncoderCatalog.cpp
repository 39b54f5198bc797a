// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/EncoderCatalog.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <QTimer>

#include <nlohmann/json.hpp>

#include "core/av/EncoderTable.h"
#include "core/session/Notifier.h"
#include "core/settings/SettingsSchema.h"

namespace sluice {

namespace {

std::optional<Sentence> openOne(const std::string& token)
{
    const EncoderRow* row = findEncoder(token);
    return row ? whyNotUsable(*row) : Sentence(QT_TRANSLATE_NOOP("core", "Sluice does not know it."));
}

} // namespace

class EncoderCatalog::Private {
public:
    // What a look shares with its thread, which may outlive the catalog.
    struct Look {
        std::mutex mutex;
        std::map<std::string, std::optional<Sentence>> answers; // mutex
        bool over = false; // mutex: all have answered
        bool unwanted = false; // mutex: nobody waits for the rest
        bool ended = false; // mutex
        std::condition_variable changed;
    };

    Private(EncoderCatalog* catalog, Probe p, Duration time)
        : probe(std::move(p))
        , deadline(time)
        , changed(catalog, [catalog] { emit catalog->changed(); })
    {
        clock.setSingleShot(true);
        connect(&clock, &QTimer::timeout, catalog, [this, catalog] {
            timeUp = true;
            emit catalog->changed();
        });
    }

    const Probe probe;
    const Duration deadline;
    Notifier changed;
    QTimer clock;
    std::shared_ptr<Look> look;
    std::thread worker;
    bool timeUp = false;
};

EncoderCatalog::EncoderCatalog(QObject* parent) : EncoderCatalog(openOne, kDeadline, parent) { }

EncoderCatalog::EncoderCatalog(Probe probe, Duration deadline, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(probe), deadline))
{ }

EncoderCatalog::~EncoderCatalog()
{
    d->changed.detach();
    if (!d->worker.joinable())
        return;
    bool ended = false;
    {
        std::unique_lock lock(d->look->mutex);
        d->look->unwanted = true;
        ended = d->look->changed.wait_for(lock, kLastAnswer, [look = d->look.get()] { return look->ended; });
    }
    // Nothing interrupts a driver that is being opened: like a name look-up, a thread that owns only its own state is
    // left to it. One that is left while the program ends may find its libraries gone: those that answer are awaited.
    if (ended)
        d->worker.join();
    else
        d->worker.detach();
}

void EncoderCatalog::look()
{
    if (d->look)
        return;
    d->look = std::make_shared<Private::Look>();
    d->clock.start(std::chrono::duration_cast<milliseconds>(d->deadline));
    std::vector<std::string> tokens;
    for (const SettingChoice& choice : SettingsSchema::standard().find("video.encoder")->choices)
        tokens.emplace_back(choice.token);
    d->worker = std::thread(
        [look = d->look, probe = d->probe, tokens = std::move(tokens), changed = d->changed]() mutable {
            const auto wanted = [&look] {
                const std::lock_guard lock(look->mutex);
                return !look->unwanted;
            };
            for (std::size_t i = 0; i < tokens.size() && wanted(); ++i) {
                std::optional<Sentence> answer = probe(tokens[i]);
                {
                    const std::lock_guard lock(look->mutex);
                    look->answers.emplace(tokens[i], std::move(answer));
                    look->over = look->answers.size() == tokens.size();
                }
                changed.tell();
            }
            const std::lock_guard lock(look->mutex);
            look->ended = true;
            look->changed.notify_all();
        });
}

bool EncoderCatalog::done() const
{
    if (!d->look)
        return false;
    const std::lock_guard lock(d->look->mutex);
    return d->look->over || d->timeUp;
}

std::vector<EncoderFinding> EncoderCatalog::found() const
{
    std::vector<EncoderFinding> all;
    if (!d->look)
        return all;
    const std::lock_guard lock(d->look->mutex);
    for (const SettingChoice& choice : SettingsSchema::standard().find("video.encoder")->choices) {
        EncoderFinding one{std::string(choice.token), std::string(choice.label), false, {}};
        const auto answer = d->look->answers.find(one.token);
        if (answer != d->look->answers.end()) {
            one.usable = !answer->second.has_value();
            one.why = answer->second.value_or(Sentence());
        } else if (d->timeUp) {
            one.why = Sentence(QT_TRANSLATE_NOOP("core", "It did not answer within %1 s."),
                {std::to_string(std::chrono::ceil<seconds>(d->deadline).count())});
        } else {
            continue;
        }
        all.push_back(std::move(one));
    }
    return all;
}

std::string withEncoders(const std::string& devicesJson, const std::vector<EncoderFinding>& found)
{
    auto all = nlohmann::ordered_json::parse(devicesJson);
    all["encoders"] = nlohmann::ordered_json::array();
    for (const EncoderFinding& one : found) {
        nlohmann::ordered_json row{{"id", one.token}, {"label", one.label}, {"usable", one.usable}};
        if (!one.usable)
            row["why"] = one.why.english();
        all["encoders"].push_back(std::move(row));
    }
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sluice
