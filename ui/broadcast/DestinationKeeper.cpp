// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/DestinationKeeper.h"

#include <algorithm>
#include <utility>

#include <QPointer>

#include "core/session/FromSettings.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/ServerForm.h"
#include "ui/theme/Tr.h"

namespace sluice {

DestinationKeeper::DestinationKeeper(UiContext& context, DestinationCard& card, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_card(card)
    , m_form(*card.form())
{
    connect(&m_form, &ServerForm::saveRequested, this, &DestinationKeeper::save);
    connect(&m_form, &ServerForm::forgetRequested, this, &DestinationKeeper::forget);
    connect(&m_form, &ServerForm::savedChosen, this, &DestinationKeeper::showKey);
    connect(&card, &DestinationCard::addressChanged, this, &DestinationKeeper::showLimits);
    connect(&card, &DestinationCard::keyWanted, this, [this](const QString& id) {
        m_context.destinations.key(id, [shown = QPointer<DestinationCard>(&m_card), id](const QString& key) {
            if (!shown.isNull())
                shown->setSavedKey(id, key);
        });
    });
    connect(&context.settings, &SettingsSession::changed, this, &DestinationKeeper::showLimits);
    connect(&context.destinations, &DestinationBook::changed, this, [this] {
        fill();
        showKeyPlace();
    });
    fill();
    m_card.choose(m_context.settings.destinations());
    showLastServer();
    showLimits();
}

// Never in the form of a saved one, whose key would go there.
void DestinationKeeper::showLastServer()
{
    if (m_form.savedPlace().isEmpty())
        m_form.setAddress(m_context.settings.publishServer());
}

void DestinationKeeper::remember() const
{
    m_context.settings.rememberDestinations(m_card.chosen());
}

void DestinationKeeper::fill()
{
    m_card.setPlaces(m_context.destinations.all(), ServiceCatalog::builtIn().services());
}

void DestinationKeeper::save(const QString& name)
{
    const PublishAddress address = m_form.address();
    m_justSaved = true; // the keychain may answer at once
    const auto saved = m_context.destinations.save(name, address.server, address.key);
    if (saved) {
        m_form.showSaved(*saved);
        return;
    }
    m_justSaved = false; // or what went wrong would make way for "Saved."
    m_form.say(trError(saved.error()));
}

void DestinationKeeper::forget(const QString& id)
{
    if (auto removed = m_context.destinations.remove(id); !removed)
        m_form.say(trError(removed.error()));
}

void DestinationKeeper::showKey(const QString& id)
{
    m_context.destinations.key(id, [form = QPointer<ServerForm>(&m_form), id](const QString& key) {
        if (form.isNull() || form->savedPlace() != id)
            return; // another was chosen meanwhile
        form->setKey(key);
        if (key.isEmpty())
            form->say(tr("Its stream key is not in the keychain. Enter it again."));
    });
}

void DestinationKeeper::showKeyPlace()
{
    const DestinationBook::KeyPlace place = m_context.destinations.keyPlace();
    if (!m_justSaved || place == DestinationBook::KeyPlace::Unknown)
        return;
    m_justSaved = false;
    m_form.say(place == DestinationBook::KeyPlace::Keychain
            ? tr("Saved. The stream key is in the system’s keychain.")
            : tr("Saved. No keychain answers on this computer, so the stream key is kept until Sluice is closed."));
}

StreamFacts DestinationKeeper::facts() const
{
    return streamFactsOf(broadcastEncodingFrom(m_context.settings.current(), false), m_card.builtIn());
}

void DestinationKeeper::showLimits()
{
    QStringList sentences;
    for (const PublishAddress& address : m_card.others())
        if (const Service* service = ServiceCatalog::builtIn().ofUrl(address.server.toStdString()))
            for (const Sentence& broken : brokenLimits(*service, facts()))
                if (const QString text = trSentence(broken); !sentences.contains(text))
                    sentences += text;
    m_card.setAdvice(sentences);
}

bool DestinationKeeper::mayAsk() const
{
    return std::ranges::any_of(m_card.others(), [](const PublishAddress& address) {
        return !ServiceCatalog::builtIn().ofUrl(address.server.toStdString());
    });
}

PreflightRequest DestinationKeeper::checkRequest(bool agreed) const
{
    PreflightRequest request;
    request.encoding = broadcastEncodingFrom(m_context.settings.current(), !m_card.other());
    const RecordingSettings recording = recordingFrom(m_context.settings.current());
    request.folder = recording.folder;
    request.records = m_context.settings.current().flag("record.auto");
    request.reserveBytes = recording.reserveBytes;
    if (m_card.builtIn())
        request.destinations.push_back({});
    for (const PublishAddress& address : m_card.others())
        request.destinations.push_back(checked(address, agreed));
    return request;
}

PreflightRequest::Destination DestinationKeeper::checked(const PublishAddress& address, bool agreed) const
{
    PreflightRequest::Destination one;
    one.url = address.url().toStdString();
    one.shownUrl = address.shown().toStdString();
    one.mayTest = agreed;
    if (const Service* service = ServiceCatalog::builtIn().ofUrl(one.url)) {
        one.service = service->name;
        one.testUrl = testUrl(*service, one.url);
        one.mayTest = !one.testUrl.empty();
        one.broken = brokenLimits(*service, facts());
    }
    return one;
}

} // namespace sluice
