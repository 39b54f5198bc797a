// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/DestinationCard.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/theme/Tr.h"

namespace sluice {

namespace {

enum Choice { kOwnServer, kOtherServer, kBoth }; // the rows of the picker

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
{
    m_choice->setAccessibleName(tr("Destination"));
    m_choice->addItem(tr("This computer (built-in server)"));
    m_choice->addItem(tr("Other server…"));
    m_choice->addItem(tr("Both at once"));
    body()->addWidget(m_choice);
    m_own = buildOwnServer();
    m_other = buildOtherServer();
    body()->addWidget(m_own);
    body()->addWidget(m_other);
    const auto choose = [this] {
        m_own->setVisible(builtIn());
        m_other->setVisible(other());
    };
    connect(m_choice, &QComboBox::currentIndexChanged, this, choose);
    choose();
    refresh();
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
    m_url->setMaxLength(2048);
    m_key = new QLineEdit(page);
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
    column->addWidget(m_url);
    column->addLayout(key);
    column->addWidget(m_note);

    connect(m_url, &QLineEdit::textChanged, this, [this] { setProblem(m_url, false); });
    connect(m_key, &QLineEdit::textChanged, this, [this] { setProblem(m_key, false); });
    connect(m_url, &QLineEdit::editingFinished, this, &DestinationCard::splitPasted);
    connect(m_reveal, &QPushButton::toggled, this, [this](bool shown) {
        m_key->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setText(shown ? tr("Hide") : tr("Show"));
    });
    return page;
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
    return m_choice->currentIndex() != kOtherServer;
}

bool DestinationCard::other() const
{
    return m_choice->currentIndex() != kOwnServer;
}

PublishAddress DestinationCard::address() const
{
    return {m_url->text().trimmed(), m_key->text().trimmed()};
}

bool DestinationCard::checkAddress()
{
    if (!other())
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
    m_choice->setCurrentIndex(both ? kBoth : builtIn ? kOwnServer : kOtherServer);
    if (other())
        m_url->setText(shown);
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
