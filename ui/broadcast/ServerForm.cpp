// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/ServerForm.h"

#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/theme/Tr.h"
#include "ui/widgets/Card.h"

namespace sluice {

namespace {

// What a row of the picker of places is.
enum PlaceRole { kKind = Qt::UserRole, kId };
const QString kTyped = QStringLiteral("typed");
const QString kSaved = QStringLiteral("saved");
const QString kService = QStringLiteral("service");

void setProblem(QLineEdit* field, bool problem)
{
    if (field->property("problem").toBool() == problem)
        return;
    field->setProperty("problem", problem);
    field->style()->unpolish(field);
    field->style()->polish(field);
}

} // namespace

ServerForm::ServerForm(QWidget* parent)
    : QWidget(parent)
    , m_place(new QComboBox(this))
    , m_save(new QPushButton(this))
    , m_ingest(new QComboBox(this))
    , m_url(new QLineEdit(this))
    , m_key(new QLineEdit(this))
    , m_reveal(new QPushButton(tr("Show"), this))
    , m_note(wrappedLabel("small", this))
    , m_putBack(new QPushButton(tr("It belongs to the address"), this))
{
    m_url->setPlaceholderText(tr("Server, such as rtmp://server/app"));
    m_url->setAccessibleName(tr("Server"));
    m_url->setObjectName(QStringLiteral("server"));
    m_url->setMaxLength(2048);
    m_note->hide();
    m_putBack->setObjectName(QStringLiteral("putBack"));
    m_putBack->setAccessibleDescription(tr("Puts what was moved to the stream key’s field back"));
    m_putBack->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(buildPlace());
    column->addWidget(m_url);
    column->addLayout(buildKey());
    column->addWidget(m_note);
    column->addWidget(m_putBack, 0, Qt::AlignLeft);
    connect(m_putBack, &QPushButton::clicked, this, &ServerForm::putBack);
    connect(m_url, &QLineEdit::textEdited, this, &ServerForm::forgetMoved);
    connect(m_url, &QLineEdit::textChanged, this, [this] {
        setProblem(m_url, false);
        emit addressChanged();
    });
    connect(m_url, &QLineEdit::editingFinished, this, &ServerForm::splitPasted);
    setPlaces({}, {});
}

QWidget* ServerForm::buildPlace()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_place->setAccessibleName(tr("Service or saved server"));
    m_place->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_save->setObjectName(QStringLiteral("savePlace"));
    m_ingest->setAccessibleName(tr("Server of the service"));
    m_ingest->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_place, 1);
    row->addWidget(m_save);
    column->addLayout(row);
    column->addWidget(m_ingest);
    connect(m_place, &QComboBox::activated, this, &ServerForm::choosePlace);
    connect(m_ingest, &QComboBox::activated, this, &ServerForm::chooseIngest);
    connect(m_save, &QPushButton::clicked, this, &ServerForm::saveOrForget);
    return box;
}

QLayout* ServerForm::buildKey()
{
    auto* row = new QHBoxLayout;
    m_key->setObjectName(QStringLiteral("streamKey"));
    m_key->setPlaceholderText(tr("Stream key"));
    m_key->setAccessibleName(tr("Stream key"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setMaxLength(1024);
    m_reveal->setCheckable(true);
    m_reveal->setAccessibleDescription(tr("Shows the stream key"));
    row->addWidget(m_key, 1);
    row->addWidget(m_reveal);
    connect(m_key, &QLineEdit::textChanged, this, [this] { setProblem(m_key, false); });
    connect(m_key, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (const QString id = savedPlace(); !id.isEmpty())
            emit keyTyped(id, text.trimmed());
    });
    connect(m_reveal, &QPushButton::toggled, this, [this](bool shown) {
        m_key->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setText(shown ? tr("Hide") : tr("Show"));
    });
    return row;
}

void ServerForm::setPlaces(const std::vector<SavedDestination>& saved, const std::vector<Service>& services)
{
    const QString kind = m_place->currentData(kKind).toString();
    const QString id = m_place->currentData(kId).toString();
    m_saved = saved;
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
    showSaveButton();
}

void ServerForm::setLive(bool live)
{
    m_place->setEnabled(!live);
    m_save->setEnabled(!live);
    m_ingest->setEnabled(!live);
    m_url->setReadOnly(live);
    m_key->setReadOnly(live);
    m_note->setVisible(!live && !m_moved.isEmpty());
    m_putBack->setVisible(!live && !m_moved.isEmpty());
}

void ServerForm::showSaveButton()
{
    const bool kept = !savedPlace().isEmpty();
    m_save->setText(kept ? tr("Forget") : tr("Save…"));
    m_save->setAccessibleDescription(kept
            ? tr("Removes the saved server and its stream key")
            : tr("Keeps name and address, and the stream key in the system’s keychain"));
}

void ServerForm::showSaved(const QString& id)
{
    for (int i = 0; i < m_place->count(); ++i)
        if (m_place->itemData(i, kKind).toString() == kSaved && m_place->itemData(i, kId).toString() == id)
            m_place->setCurrentIndex(i);
    m_ingest->hide();
    m_url->show();
    showSaveButton();
    emit placeChosen();
}

void ServerForm::choosePlaceOf(const QString& id)
{
    if (id.isEmpty())
        m_place->setCurrentIndex(0);
    for (int i = 0; i < m_place->count(); ++i)
        if (!id.isEmpty() && m_place->itemData(i, kKind).toString() == kSaved
            && m_place->itemData(i, kId).toString() == id)
            m_place->setCurrentIndex(i);
    choosePlace();
}

QString ServerForm::savedPlace() const
{
    return m_place->currentData(kKind).toString() == kSaved ? m_place->currentData(kId).toString()
                                                            : QString();
}

void ServerForm::choosePlace()
{
    const QString kind = m_place->currentData(kKind).toString();
    const QString id = m_place->currentData(kId).toString();
    forgetMoved();
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
                setAddress(one.server);
        m_key->clear();
        emit savedChosen(id);
    }
    m_ingest->setVisible(kind == kService);
    m_url->setVisible(kind != kService);
    showSaveButton();
    emit placeChosen();
}

void ServerForm::chooseIngest()
{
    setAddress(m_ingest->currentData().toString());
}

void ServerForm::saveOrForget()
{
    if (const QString id = savedPlace(); !id.isEmpty()) {
        askToForget(id);
        return;
    }
    if (check())
        askForName();
}

// The button is where "Save…" was: a second click must not undo the first.
void ServerForm::askToForget(const QString& id)
{
    auto* box = new QMessageBox(QMessageBox::Question, tr("Forget this destination?"),
        tr("“%1” and its stream key will be forgotten.").arg(m_place->currentText()), QMessageBox::NoButton,
        this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const auto* forget = box->addButton(tr("Forget"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(tr("Keep"), QMessageBox::RejectRole));
    connect(forget, &QAbstractButton::clicked, this, [this, id] { emit forgetRequested(id); });
    box->open();
}

void ServerForm::askForName()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this destination"));
    dialog->setLabelText(tr("Name"));
    const QString server = QUrl(m_url->text().trimmed()).host();
    dialog->setTextValue(
        m_place->currentData(kKind).toString() == kService ? m_place->currentText() : server);
    dialog->setOkButtonText(tr("Save"));
    // The title stands between the window manager's buttons, in letters that may be larger than ours.
    constexpr int kForButtons = 160;
    const int title = dialog->fontMetrics().horizontalAdvance(dialog->windowTitle());
    if (auto* field = dialog->findChild<QLineEdit*>()) // by which the dialog goes
        field->setMinimumWidth(title * 3 / 2 + kForButtons);
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (!name.trimmed().isEmpty())
            emit saveRequested(name.trimmed());
    });
    dialog->open();
}

void ServerForm::setKey(const QString& key)
{
    m_key->setText(key);
}

void ServerForm::say(const QString& text)
{
    forgetMoved();
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

// A key in the address would be shown, remembered and read out: it goes where keys belong, also where one stands that
// was another address's. Whether it is one cannot be seen ("rtmp://host/app/instance"), so whoever knows better puts it
// back. Whether another key had to give way.
bool ServerForm::splitPasted()
{
    if (m_moved.isEmpty())
        m_note->hide();
    const QString typed = m_url->text().trimmed();
    if (typed == m_whole)
        return false;
    const PublishAddress parts = splitAddress(typed);
    if (parts.key.isEmpty())
        return false;
    m_moved = typed;
    m_keyBefore = m_key->text();
    m_url->setText(parts.server);
    m_key->setText(parts.key);
    m_note->setText(
        tr("The last part of the address was taken for the stream key and moved to its own field."));
    m_note->show();
    m_putBack->show();
    return !m_keyBefore.isEmpty() && m_keyBefore != parts.key;
}

void ServerForm::putBack()
{
    const bool another = m_key->text() != splitAddress(m_moved).key; // was typed over what was moved
    setAddress(std::exchange(m_moved, QString()));
    if (!another)
        m_key->setText(m_keyBefore);
    m_keyBefore.clear();
    m_note->hide();
    m_putBack->hide();
    m_key->setFocus();
}

void ServerForm::forgetMoved()
{
    if (m_moved.isEmpty())
        return;
    m_moved.clear();
    m_keyBefore.clear();
    m_note->hide();
    m_putBack->hide();
}

PublishAddress ServerForm::address() const
{
    return {m_url->text().trimmed(), m_key->text().trimmed()};
}

bool ServerForm::check()
{
    if (splitPasted())
        return false; // which of the two is meant is seen before anything is sent
    const bool server = isPublishAddress(m_url->text());
    const bool key = !m_key->text().trimmed().isEmpty();
    setProblem(m_url, !server);
    setProblem(m_key, server && !key);
    if (server && key)
        return true;
    forgetMoved();
    m_note->setText(server ? tr("Enter the stream key that the service gave you.")
                           : tr("Enter the address of an RTMP server, such as rtmp://server/app."));
    m_note->show();
    (server ? m_key : m_url)->setFocus();
    return false;
}

void ServerForm::startAnew()
{
    forgetMoved();
    m_place->setCurrentIndex(0);
    m_url->clear();
    m_key->clear();
    m_note->hide();
    m_ingest->hide();
    m_url->show();
    showSaveButton();
    emit placeChosen();
}

void ServerForm::setAddress(const QString& server)
{
    m_whole = server.trimmed();
    m_url->setText(server);
}

} // namespace sluice
