// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/DestinationCard.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/broadcast/DestinationList.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

enum Choice { kOwnServer, kOtherServer, kSeveral }; // the rows of the picker
// What a row of the picker of places is.
enum PlaceRole { kKind = Qt::UserRole, kId };
const QString kTyped = QStringLiteral("typed");
const QString kSaved = QStringLiteral("saved");
const QString kService = QStringLiteral("service");

QLabel* smallLabel(const char* role, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void setProblem(QLineEdit* field, bool problem)
{
    if (field->property("problem").toBool() == problem)
        return;
    field->setProperty("problem", problem);
    field->style()->unpolish(field);
    field->style()->polish(field);
}

} // namespace

DestinationCard::DestinationCard(QWidget* parent)
    : Card(tr("GOING TO"), parent)
    , m_choice(new QComboBox(this))
    , m_list(new DestinationList(this))
{
    m_choice->setAccessibleName(tr("Destination"));
    m_choice->setObjectName(QStringLiteral("destination"));
    m_choice->addItem(tr("This computer (built-in server)"));
    m_choice->addItem(tr("Other server…"));
    m_choice->addItem(tr("Several at once"));
    body()->addWidget(m_choice);
    body()->addWidget(m_list);
    m_problemOfSaved = smallLabel("bad", this);
    m_problemOfSaved->hide();
    body()->addWidget(m_problemOfSaved);
    m_list->setTicked({DestinationList::kOwnServer, DestinationList::kTyped});
    m_own = buildOwnServer();
    m_other = buildOtherServer();
    body()->addWidget(m_own);
    body()->addWidget(m_other);
    m_advice = smallLabel("bad", this); // of any of them
    m_advice->hide();
    body()->addWidget(m_advice);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &DestinationCard::arrange);
    connect(m_list, &DestinationList::changed, this, &DestinationCard::arrange);
    connect(m_list, &DestinationList::retryRequested, this, &DestinationCard::retryRequested);
    arrange();
    refresh();
}

void DestinationCard::arrange()
{
    m_list->setVisible(several());
    m_own->setVisible(builtIn());
    m_other->setVisible(several() ? m_list->isTicked(DestinationList::kTyped) : other());
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

QWidget* DestinationCard::buildOwnServer()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);

    m_sharing = smallLabel("label", page);
    m_share = new QPushButton(page);
    m_share->setObjectName(QStringLiteral("share"));
    auto* sharing = new QHBoxLayout;
    sharing->addWidget(m_sharing, 1);
    sharing->addWidget(m_share);
    column->addLayout(sharing);

    m_link = new QLineEdit(page);
    m_link->setReadOnly(true);
    m_link->setProperty("role", "link");
    m_link->setAccessibleName(tr("Link for viewers"));
    m_links = new QComboBox(page);
    m_links->setAccessibleName(tr("Links for viewers"));
    m_links->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_copy = new QPushButton(tr("Copy"), page);
    m_copy->setAccessibleDescription(tr("Copies the link for viewers"));
    auto* link = new QHBoxLayout;
    link->addWidget(m_link, 1);
    link->addWidget(m_links, 1);
    link->addWidget(m_copy);
    column->addLayout(link);

    m_watching = smallLabel("small", page);
    m_problem = smallLabel("bad", page);
    column->addWidget(m_watching);
    column->addWidget(m_problem);

    connect(m_share, &QPushButton::clicked, this, &DestinationCard::askToShare);
    connect(m_copy, &QPushButton::clicked, this, &DestinationCard::copyLink);
    return page;
}

QWidget* DestinationCard::buildOtherServer()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_url = new QLineEdit(page);
    m_url->setPlaceholderText(tr("Server, such as rtmp://server/app"));
    m_url->setAccessibleName(tr("Server"));
    m_url->setObjectName(QStringLiteral("server"));
    m_url->setMaxLength(2048);
    m_key = new QLineEdit(page);
    m_key->setObjectName(QStringLiteral("streamKey"));
    m_key->setPlaceholderText(tr("Stream key"));
    m_key->setAccessibleName(tr("Stream key"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setMaxLength(1024);
    m_reveal = new QPushButton(tr("Show"), page);
    m_reveal->setCheckable(true);
    m_reveal->setAccessibleDescription(tr("Shows the stream key"));
    m_note = smallLabel("small", page);
    m_note->hide();
    auto* key = new QHBoxLayout;
    key->addWidget(m_key, 1);
    key->addWidget(m_reveal);
    column->addWidget(buildPlace(page));
    column->addWidget(m_url);
    column->addLayout(key);
    column->addWidget(m_note);

    connect(m_url, &QLineEdit::textChanged, this, [this] {
        setProblem(m_url, false);
        emit addressChanged();
    });
    connect(m_key, &QLineEdit::textChanged, this, [this] { setProblem(m_key, false); });
    connect(m_key, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (const QString id = savedPlace(); !id.isEmpty())
            m_typedKeys[id] = text.trimmed();
    });
    connect(m_url, &QLineEdit::editingFinished, this, &DestinationCard::splitPasted);
    connect(m_reveal, &QPushButton::toggled, this, [this](bool shown) {
        m_key->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setText(shown ? tr("Hide") : tr("Show"));
    });
    return page;
}

QWidget* DestinationCard::buildPlace(QWidget* page)
{
    auto* box = new QWidget(page);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_place = new QComboBox(box);
    m_place->setAccessibleName(tr("Service or saved server"));
    m_place->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_save = new QPushButton(box);
    m_save->setObjectName(QStringLiteral("savePlace"));
    m_ingest = new QComboBox(box);
    m_ingest->setAccessibleName(tr("Server of the service"));
    m_ingest->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_place, 1);
    row->addWidget(m_save);
    column->addLayout(row);
    column->addWidget(m_ingest);
    connect(m_place, &QComboBox::activated, this, &DestinationCard::choosePlace);
    connect(m_ingest, &QComboBox::activated, this, &DestinationCard::chooseIngest);
    connect(m_save, &QPushButton::clicked, this, &DestinationCard::saveOrForget);
    setPlaces({}, {});
    return box;
}

void DestinationCard::setPlaces(
    const std::vector<SavedDestination>& saved, const std::vector<Service>& services)
{
    const QString kind = m_place->currentData(kKind).toString();
    const QString id = m_place->currentData(kId).toString();
    for (const SavedDestination& one : m_saved) // it may have another key now
        m_keys.erase(one.id);
    m_saved = saved;
    m_list->setSaved(saved);
    m_services = services;
    m_place->clear();
    const auto add = [this](const QString& text, const QString& what, const QString& which) {
        m_place->addItem(text);
        m_place->setItemData(m_place->count() - 1, what, kKind);
        m_place->setItemData(m_place->count() - 1, which, kId);
    };
    add(tr("Any server"), kTyped, {});
    for (const SavedDestination& one : saved)
        add(one.name, kSaved, one.id);
    if (!services.empty())
        m_place->insertSeparator(m_place->count());
    for (const Service& service : services)
        add(qstr(service.name), kService, qstr(service.id));
    m_place->setCurrentIndex(0);
    for (int i = 0; i < m_place->count(); ++i)
        if (m_place->itemData(i, kKind).toString() == kind && m_place->itemData(i, kId).toString() == id)
            m_place->setCurrentIndex(i);
    if (m_other != nullptr) // not while it is being built
        arrange();
    refresh();
}

QString DestinationCard::savedPlace() const
{
    return m_place->currentData(kKind).toString() == kSaved ? m_place->currentData(kId).toString()
                                                            : QString();
}

void DestinationCard::showSaved(const QString& id)
{
    for (int i = 0; i < m_place->count(); ++i)
        if (m_place->itemData(i, kKind).toString() == kSaved && m_place->itemData(i, kId).toString() == id)
            m_place->setCurrentIndex(i);
    m_ingest->hide();
    m_url->show();
    refresh();
}

void DestinationCard::choosePlace()
{
    const QString kind = m_place->currentData(kKind).toString();
    const QString id = m_place->currentData(kId).toString();
    m_note->hide();
    m_ingest->clear();
    if (kind == kService) {
        for (const Service& service : m_services)
            for (const Service::Server& server : service.servers)
                if (qstr(service.id) == id)
                    m_ingest->addItem(trCore(server.name), qstr(server.url));
        m_key->clear(); // of another service
        chooseIngest();
    } else if (kind == kSaved) {
        for (const SavedDestination& one : m_saved)
            if (one.id == id)
                m_url->setText(one.server);
        m_key->clear();
        emit savedChosen(id);
    }
    m_ingest->setVisible(kind == kService);
    m_url->setVisible(kind != kService);
    refresh();
}

void DestinationCard::chooseIngest()
{
    m_url->setText(m_ingest->currentData().toString());
}

void DestinationCard::saveOrForget()
{
    if (const QString id = savedPlace(); !id.isEmpty()) {
        emit forgetRequested(id);
        return;
    }
    if (!checkTyped())
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this destination"));
    dialog->setLabelText(tr("Name"));
    const QString server = QUrl(m_url->text().trimmed()).host();
    dialog->setTextValue(
        m_place->currentData(kKind).toString() == kService ? m_place->currentText() : server);
    dialog->setOkButtonText(tr("Save"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (!name.trimmed().isEmpty())
            emit saveRequested(name.trimmed());
    });
    dialog->open();
}

void DestinationCard::setKey(const QString& key)
{
    m_key->setText(key);
}

void DestinationCard::setAdvice(const QStringList& sentences)
{
    m_advice->setText(sentences.join(QLatin1Char('\n')));
    m_advice->setVisible(!sentences.isEmpty());
}

void DestinationCard::say(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

// A key in the address would be shown, remembered and read out: it goes where keys belong.
void DestinationCard::splitPasted()
{
    m_note->hide();
    PublishAddress parts{m_url->text().trimmed(), {}};
    if (m_key->text().isEmpty())
        parts = splitAddress(m_url->text());
    if (!parts.key.isEmpty()) {
        m_url->setText(parts.server);
        m_key->setText(parts.key);
        m_note->setText(tr("The stream key was in the address. It was moved to its own field."));
        m_note->show();
    }
}

bool DestinationCard::builtIn() const
{
    return several() ? m_list->isTicked(DestinationList::kOwnServer) : m_choice->currentIndex() == kOwnServer;
}

bool DestinationCard::other() const
{
    const QStringList ticked = m_list->ticked();
    return several() ? ticked.size() > (builtIn() ? 1 : 0) : m_choice->currentIndex() == kOtherServer;
}

bool DestinationCard::several() const
{
    return m_choice->currentIndex() == kSeveral;
}

QStringList DestinationCard::ticked() const
{
    return several() ? m_list->ticked() : QStringList();
}

// What is typed is not remembered: its key is not, either.
void DestinationCard::choose(const QStringList& ticked)
{
    QStringList known;
    for (const QString& id : ticked)
        if (m_list->box(id) != nullptr && id != DestinationList::kTyped)
            known += id;
    if (known.isEmpty() || known == QStringList(DestinationList::kOwnServer))
        return;
    m_list->setTicked(known);
    m_choice->setCurrentIndex(kSeveral);
    arrange();
}

std::vector<PublishAddress> DestinationCard::others() const
{
    if (!several())
        return other() ? std::vector{address()} : std::vector<PublishAddress>();
    std::vector<PublishAddress> all;
    for (const QString& id : m_list->ticked()) {
        if (id == DestinationList::kTyped)
            all.push_back(address());
        for (const SavedDestination& one : m_saved)
            if (one.id == id)
                all.push_back({one.server, keyOf(id).value_or(QString())});
    }
    return all;
}

PublishAddress DestinationCard::address() const
{
    return {m_url->text().trimmed(), m_key->text().trimmed()};
}

bool DestinationCard::checkAddress()
{
    return checkSaved() && checkTyped();
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
    m_problemOfSaved->setText(problem);
    m_problemOfSaved->setVisible(!problem.isEmpty());
    return problem.isEmpty();
}

bool DestinationCard::checkTyped()
{
    if (several() ? !m_list->isTicked(DestinationList::kTyped) : !other())
        return true;
    splitPasted();
    const bool server = isPublishAddress(m_url->text());
    const bool key = !m_key->text().trimmed().isEmpty();
    setProblem(m_url, !server);
    setProblem(m_key, server && !key);
    if (server && key)
        return true;
    m_note->setText(server ? tr("Enter the stream key that the service gave you.")
                           : tr("Enter the address of an RTMP server, such as rtmp://server/app."));
    m_note->show();
    (server ? m_key : m_url)->setFocus();
    return false;
}

void DestinationCard::setAddress(const QString& server)
{
    m_url->setText(server);
}

void DestinationCard::setGoingTo(bool builtIn, const QString& shown, bool both)
{
    m_choice->setCurrentIndex(both ? kSeveral : builtIn ? kOwnServer : kOtherServer);
    if (other())
        m_url->setText(shown);
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

void DestinationCard::setServer(const ServerInfo& info, bool sharedBySetting)
{
    m_info = info;
    m_shared = sharedBySetting;
    refresh();
}

void DestinationCard::setLive(bool live)
{
    if (live == m_live)
        return;
    m_live = live;
    m_choice->setEnabled(!live);
    m_list->setLive(live);
    m_place->setEnabled(!live);
    m_ingest->setEnabled(!live);
    m_url->setReadOnly(live);
    m_key->setReadOnly(live);
    if (live)
        m_note->hide();
    refresh();
}

QStringList DestinationCard::links() const
{
    if (m_info.watchUrl.empty())
        return {};
    QStringList result;
    if (m_info.shared) {
        for (const std::string& address : m_info.networkAddresses)
            result += qstr(m_info.watchUrlAt(address));
    }
    if (result.isEmpty())
        result += qstr(m_info.watchUrl);
    return result;
}

void DestinationCard::refresh()
{
    m_save->setText(savedPlace().isEmpty() ? tr("Save…") : tr("Forget"));
    m_save->setAccessibleDescription(savedPlace().isEmpty()
            ? tr("Keeps name and address, and the stream key in the system’s keychain")
            : tr("Removes the saved server and its stream key"));
    m_save->setEnabled(!m_live);
    const bool ready = m_info.state == ServerState::Ready || m_info.state == ServerState::Degraded;
    const QStringList all = ready && (m_shared || m_live) ? links() : QStringList();
    m_sharing->setVisible(!m_live || !m_shared);
    m_sharing->setText(m_shared ? tr("Everyone on this network can watch.") : tr("Only on this computer"));
    m_share->setVisible(!m_live);
    m_share->setText(m_shared ? tr("Only on this computer") : tr("Share on this network…"));
    m_link->setVisible(all.size() == 1);
    m_links->setVisible(all.size() > 1);
    m_copy->setVisible(!all.isEmpty());
    if (all.size() == 1 && m_link->text() != all.front()) {
        m_link->setText(all.front());
        m_link->end(false); // the end tells links apart, and stays in sight
        m_link->setToolTip(all.front());
    }
    QStringList shown;
    for (int i = 0; i < m_links->count(); ++i)
        shown += m_links->itemText(i);
    if (all.size() > 1 && shown != all) {
        m_links->clear();
        m_links->addItems(all);
    }
    m_watching->setVisible(m_live && m_info.viewers.has_value());
    if (m_info.viewers)
        m_watching->setText(tr("%n watching", nullptr, m_info.viewers->total()));
    m_problem->setVisible(m_info.error.has_value());
    if (m_info.error)
        m_problem->setText(trError(*m_info.error));
}

void DestinationCard::askToShare()
{
    if (m_shared) {
        emit shareRequested(false);
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Share on this network"),
        tr("Let everyone on this network watch?"), QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("Whoever is in the same network and has the link can watch your streams, without a password."));
    QPushButton* share = box->addButton(tr("Share"), QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    box->setDefaultButton(cancel);
    connect(share, &QPushButton::clicked, this, [this] { emit shareRequested(true); });
    box->open();
}

void DestinationCard::copyLink()
{
    const QString link = m_links->isVisibleTo(this) ? m_links->currentText() : m_link->text();
    QGuiApplication::clipboard()->setText(link);
    emit copied(link);
}

} // namespace sluice
