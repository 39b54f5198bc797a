// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/SleepInhibitor.h"

#include <atomic>
#include <string>
#include <utility>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QFileInfo>

#include "core/session/Background.h"

namespace sluice {

namespace {

using Need = SleepInhibitor::Need;

// A connection of its own: what was asked over it is over when it closes.
class Bus {
public:
    explicit Bus(QDBusConnection::BusType type)
        : m_name(QStringLiteral("sluice-sleep-%1").arg(s_count++))
        , m_connection(QDBusConnection::connectToBus(type, m_name))
    { }
    ~Bus() { QDBusConnection::disconnectFromBus(m_name); }
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    // An invalid answer where nobody is there. Services are not started for it.
    QVariant ask(const char* service, const char* path, const char* interface, const QVariantList& arguments,
        std::string& problem)
    {
        QDBusMessage call = QDBusMessage::createMethodCall(
            QLatin1String(service), QLatin1String(path), QLatin1String(interface), QStringLiteral("Inhibit"));
        call.setAutoStartService(false);
        call.setArguments(arguments);
        const QDBusMessage reply
            = m_connection.call(call, QDBus::Block, static_cast<int>(toMs(SleepInhibitor::kPatience)));
        if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
            return reply.arguments().constFirst();
        problem = reply.errorMessage().toStdString();
        return {};
    }
    bool there() const { return m_connection.isConnected(); }

private:
    static inline std::atomic<int> s_count = 0;
    QString m_name;
    QDBusConnection m_connection;
};

// Without an address libdbus would start a bus of its own, which nobody would end.
bool sessionHasABus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")
        || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

// What is held; letting go of it lets the computer sleep.
struct Hold {
    std::unique_ptr<Bus> system;
    QDBusUnixFileDescriptor login; // open: it holds
    std::unique_ptr<Bus> session;
    std::string problem; // of whoever refused

    bool any() const { return login.isValid() || session; }
};

void askLogin(Hold& hold, Need need, const QString& why)
{
    auto bus = std::make_unique<Bus>(QDBusConnection::SystemBus);
    if (!bus->there())
        return;
    const auto inhibit = [&](const char* what) {
        return bus->ask("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
            {QString::fromLatin1(what), QStringLiteral("Sluice"), why, QStringLiteral("block")},
            hold.problem);
    };
    QVariant answer = inhibit(need == Need::Awake ? "sleep:idle" : "idle");
    // Who is logged in from elsewhere, or is a service, may not forbid sleep, but that it comes by itself.
    if (!answer.isValid() && need == Need::Awake)
        answer = inhibit("idle");
    if (!answer.isValid())
        return;
    hold.login = answer.value<QDBusUnixFileDescriptor>();
    hold.system = std::move(bus);
}

void askDesktop(Hold& hold, Need need, const QString& why)
{
    if (need == Need::NoIdleSleep || !sessionHasABus())
        return;
    auto bus = std::make_unique<Bus>(QDBusConnection::SessionBus);
    if (bus->there()
        && bus
            ->ask("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
                "org.freedesktop.ScreenSaver", {QStringLiteral("Sluice"), why}, hold.problem)
            .isValid())
        hold.session = std::move(bus);
}

} // namespace

class SleepInhibitor::Private {
public:
    Private(SleepInhibitor* q, Log& l)
        : log(l)
        , asking(q, [this, q](const std::shared_ptr<Hold>& asked) {
            hold = asked;
            if (!hold->problem.empty())
                log.info("sleep", "not everybody keeps this computer awake: {}", hold->problem);
            emit q->changed();
        })
    { }

    Log& log;
    Need need = Need::None;
    QString why;
    std::shared_ptr<Hold> hold;
    Background<std::shared_ptr<Hold>> asking; // destroyed first
};

SleepInhibitor::SleepInhibitor(Log& log, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, log))
{ }

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::set(Need need, const QString& why)
{
    if (need == std::exchange(d->need, need) && why == d->why)
        return;
    d->why = why;
    if (need == Need::None) {
        d->asking.cancel();
        if (std::exchange(d->hold, nullptr))
            emit changed();
        return;
    }
    d->asking.start([need, why](const StopToken& stop) {
        auto hold = std::make_shared<Hold>();
        askLogin(*hold, need, why);
        if (!stop.stop_requested())
            askDesktop(*hold, need, why);
        return hold;
    });
}

bool SleepInhibitor::held() const
{
    return d->hold && d->hold->any();
}

} // namespace sluice
