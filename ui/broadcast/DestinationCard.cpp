// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/DestinationCard.h"

#include <algorithm>

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/broadcast/DestinationList.h"
#include "ui/broadcast/OwnServerPane.h"
#include "ui/broadcast/ServerForm.h"

namespace sluice {

namespace {
// What a row of the picker is.
enum Role { kKind = Qt::UserRole, kId };
const QString kOwnServer = QStringLiteral("own");
const QString kSaved = QStringLiteral("saved"); // with its id
const QString kOtherServer = QStringLiteral("other");
const QString kSeveral = QStringLiteral("several");

QUrl plain(const QString& server)
{
    return QUrl(server).adjusted(QUrl::StripTrailingSlash);
}
} // namespace

DestinationCard::DestinationCard(QWidget* parent)
    : Card(tr("GOING TO"), parent)
    , m_choice(new QComboBox(this))
    , m_list(new DestinationList(this))
    , m_problemOfSaved(wrappedLabel("bad", this))
    , m_own(new OwnServerPane(this))
    , m_form(new ServerForm(this))
    , m_advice(wrappedLabel("bad", this))
{
    m_choice->setAccessibleName(tr("Destination"));
    m_choice->setObjectName(QStringLiteral("destination"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // names may be long
    fillChoice();
    m_list->setTicked({DestinationList::kOwnServer, DestinationList::kTyped});
    m_problemOfSaved->hide();
    m_advice->hide();
    for (QWidget* part :
        std::initializer_list<QWidget*>{m_choice, m_list, m_problemOfSaved, m_own, m_form, m_advice})
        body()->addWidget(part);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &DestinationCard::choosePlace);
    connect(m_form, &ServerForm::placeChosen, this, &DestinationCard::followForm);
    connect(m_list, &DestinationList::changed, this, &DestinationCard::onTicked);
    connect(m_list, &DestinationList::retryRequested, this, &DestinationCard::retryRequested);
    connect(m_own, &OwnServerPane::shareRequested, this, &DestinationCard::shareRequested);
    connect(m_own, &OwnServerPane::copied, this, &DestinationCard::copied);
    connect(m_form, &ServerForm::savedChosen, this, &DestinationCard::arrange);
    connect(m_form, &ServerForm::addressChanged, this, &DestinationCard::addressChanged);
    connect(m_form, &ServerForm::keyTyped, this, &DestinationCard::noteTypedKey);
    arrange();
}

// The server that was saved and is typed, too; empty: there is none.
QString DestinationCard::savedAsTyped() const
{
    const PublishAddress typed = m_form->address();
    for (const SavedDestination& one : m_saved) {
        if (typed.server.isEmpty() || plain(one.server) != plain(typed.server))
            continue;
        if (typed.key.isEmpty() || m_form->savedPlace() == one.id || keyOf(one.id) == typed.key)
            return one.id;
    }
    return {};
}

// One entry for each place: what is typed is no second one of a server that was saved.
void DestinationCard::keepApart()
{
    const QString saved = several() && m_list->isTicked(DestinationList::kTyped) ? savedAsTyped() : QString();
    if (!saved.isEmpty()) {
        QStringList ticked = m_list->ticked();
        ticked.removeAll(DestinationList::kTyped);
        m_list->setTicked(ticked << saved);
    }
    m_typedTicked = m_list->isTicked(DestinationList::kTyped);
}

void DestinationCard::onTicked()
{
    // Whoever asks for one more means another.
    if (m_list->isTicked(DestinationList::kTyped) && !m_typedTicked && !savedAsTyped().isEmpty())
        m_form->startAnew();
    arrange();
}

void DestinationCard::fillChoice()
{
    const QString kind = m_choice->currentData(kKind).toString();
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    const auto add = [this](const QString& text, const QString& what, const QString& id = {}) {
        m_choice->addItem(text);
        m_choice->setItemData(m_choice->count() - 1, what, kKind);
        m_choice->setItemData(m_choice->count() - 1, id, kId);
    };
    add(tr("This computer (built-in server)"), kOwnServer);
    for (const SavedDestination& one : m_saved)
        add(one.name, kSaved, one.id);
    add(tr("Other server…"), kOtherServer);
    add(tr("Several at once"), kSeveral);
    select(kind.isEmpty() ? kOwnServer : kind);
}

// Of a saved one, that which the form shows; where it shows none, another server.
void DestinationCard::select(QString kind)
{
    QString id;
    if (kind == kSaved || kind == kOtherServer) {
        id = m_form->savedPlace();
        kind = id.isEmpty() ? kOtherServer : kSaved;
    }
    for (int i = 0; i < m_choice->count(); ++i)
        if (m_choice->itemData(i, kKind).toString() == kind && m_choice->itemData(i, kId).toString() == id)
            m_choice->setCurrentIndex(i);
}

void DestinationCard::choosePlace()
{
    const QString id = m_choice->currentData(kId).toString();
    if (other() && !several() && m_form->savedPlace() != id)
        m_form->choosePlaceOf(id);
    arrange();
}

// What was chosen in the form, or saved there.
void DestinationCard::followForm()
{
    const QSignalBlocker quiet(m_choice);
    select(m_choice->currentData(kKind).toString());
}

void DestinationCard::arrange()
{
    keepApart();
    m_list->setVisible(several());
    m_own->setVisible(builtIn());
    m_form->setVisible(several() ? m_list->isTicked(DestinationList::kTyped) : other());
    m_problemOfSaved->hide();
    askForKeys();
    emit addressChanged();
}

// Once for each that is ticked.
void DestinationCard::askForKeys()
{
    for (const SavedDestination& one : m_saved)
        if (several() && m_list->isTicked(one.id) && m_keys.try_emplace(one.id).second)
            emit keyWanted(one.id);
}

void DestinationCard::setSavedKey(const QString& id, const QString& key)
{
    m_keys[id] = key;
    if (!key.isEmpty()) // otherwise what is said of it stays true
        m_problemOfSaved->hide();
}

// One that was typed counts until Sluice is closed. Nothing: the keychain has not answered.
std::optional<QString> DestinationCard::keyOf(const QString& id) const
{
    if (const auto typed = m_typedKeys.find(id); typed != m_typedKeys.end())
        return typed->second;
    const auto kept = m_keys.find(id);
    return kept == m_keys.end() ? std::nullopt : kept->second;
}

void DestinationCard::noteTypedKey(const QString& id, const QString& key)
{
    if (key.isEmpty()) // the keychain's counts again
        m_typedKeys.erase(id);
    else
        m_typedKeys[id] = key;
}

void DestinationCard::setPlaces(
    const std::vector<SavedDestination>& saved, const std::vector<Service>& services)
{
    for (const SavedDestination& one : m_saved) // it may have another key now
        m_keys.erase(one.id);
    std::erase_if(m_typedKeys, [&saved](const auto& typed) {
        return std::ranges::find(saved, typed.first, &SavedDestination::id) == saved.end();
    });
    m_saved = saved;
    m_list->setSaved(saved);
    m_form->setPlaces(saved, services);
    fillChoice();
    arrange();
}

void DestinationCard::setServer(const ServerInfo& info, bool sharedBySetting)
{
    m_own->setServer(info, sharedBySetting);
}

void DestinationCard::setAdvice(const QStringList& sentences)
{
    m_advice->setText(sentences.join(QLatin1Char('\n')));
    m_advice->setVisible(!sentences.isEmpty());
}

bool DestinationCard::builtIn() const
{
    return several() ? m_list->isTicked(DestinationList::kOwnServer)
                     : m_choice->currentData(kKind).toString() == kOwnServer;
}

bool DestinationCard::other() const
{
    const QStringList ticked = m_list->ticked();
    return several() ? ticked.size() > (builtIn() ? 1 : 0) : !builtIn();
}

bool DestinationCard::several() const
{
    return m_choice->currentData(kKind).toString() == kSeveral;
}

// Of one whose address was typed over it is not that one that was gone to.
QStringList DestinationCard::chosen() const
{
    if (several())
        return m_list->ticked();
    const QString id = m_choice->currentData(kId).toString();
    const bool saved = std::ranges::any_of(m_saved, [&](const SavedDestination& one) {
        return one.id == id && plain(one.server) == plain(m_form->address().server);
    });
    return saved ? QStringList(id) : QStringList();
}

// What is typed is not remembered: its key is not, either.
void DestinationCard::choose(const QStringList& ids)
{
    QStringList known;
    for (const QString& id : ids)
        if (m_list->box(id) != nullptr && id != DestinationList::kTyped)
            known += id;
    if (known.isEmpty() || known == QStringList(DestinationList::kOwnServer))
        return;
    if (known.size() == 1) {
        m_form->choosePlaceOf(known.front());
        select(kSaved);
        return;
    }
    m_list->setTicked(known);
    select(kSeveral);
    arrange();
}

std::vector<PublishAddress> DestinationCard::others() const
{
    if (!several())
        return other() ? std::vector{m_form->address()} : std::vector<PublishAddress>();
    std::vector<PublishAddress> all;
    for (const QString& id : m_list->ticked()) {
        if (id == DestinationList::kTyped)
            all.push_back(m_form->address());
        for (const SavedDestination& one : m_saved)
            if (one.id == id)
                all.push_back({one.server, keyOf(id).value_or(QString())});
    }
    return all;
}

bool DestinationCard::checkAddress()
{
    const bool typed = several() ? m_list->isTicked(DestinationList::kTyped) : other();
    return checkSaved() && (!typed || m_form->check());
}

// Of the rows that are ticked.
bool DestinationCard::checkSaved()
{
    QString problem;
    if (several() && m_list->ticked().isEmpty())
        problem = tr("Tick where the broadcast is to go.");
    for (const SavedDestination& one : m_saved) {
        const QString& id = one.id;
        const std::optional<QString> key = keyOf(id);
        if (!several() || !m_list->isTicked(id) || (key && !key->isEmpty()))
            continue;
        problem = key
            ? tr("The stream key of “%1” is not in the keychain. Choose it under “Other server…” and enter it.")
            : tr("The keychain has not answered yet for “%1”. Try again in a moment.");
        problem = problem.arg(m_list->nameOf(id));
        if (key) // it may be there the next time
            emit keyWanted(id);
        break;
    }
    if (problem.isEmpty())
        problem = twice();
    m_problemOfSaved->setText(problem);
    m_problemOfSaved->setVisible(!problem.isEmpty());
    return problem.isEmpty();
}

// Two of those that are ticked lead to the same place.
QString DestinationCard::twice() const
{
    if (!several())
        return {};
    const std::vector<PublishAddress> all = others();
    for (auto one = all.begin(); one != all.end(); ++one)
        if (std::find_if(
                all.begin(), one, [&](const PublishAddress& before) { return before.url() == one->url(); })
            != one)
            return tr("Two of them are the same server with the same stream key: %1. Untick one.")
                .arg(one->shown());
    return {};
}

void DestinationCard::setGoingTo(bool builtIn, const QString& shown, bool both)
{
    if (both || !builtIn) // no saved one's key is to go there
        m_form->choosePlaceOf({});
    select(both ? kSeveral : builtIn ? kOwnServer : kOtherServer);
    if (other())
        m_form->setAddress(shown);
}

void DestinationCard::setOthers(const std::vector<DestinationStatus>& status, bool ownServerFirst)
{
    if (m_list->setOthers(status, ownServerFirst))
        arrange();
}

void DestinationCard::setStatus(const std::vector<DestinationStatus>& status, TimePoint now)
{
    m_list->setStatus(several() ? status : std::vector<DestinationStatus>(), now);
}

void DestinationCard::setLive(bool live)
{
    if (live == m_live)
        return;
    m_live = live;
    m_choice->setEnabled(!live);
    m_list->setLive(live);
    m_own->setLive(live);
    m_form->setLive(live);
}

} // namespace sluice
