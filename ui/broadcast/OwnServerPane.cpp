// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/OwnServerPane.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/Tr.h"
#include "ui/widgets/Card.h"

namespace sluice {

OwnServerPane::OwnServerPane(QWidget* parent)
    : QWidget(parent)
    , m_sharing(wrappedLabel("label", this))
    , m_share(new QPushButton(this))
    , m_link(new QLineEdit(this))
    , m_links(new QComboBox(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_watching(wrappedLabel("small", this))
    , m_problem(wrappedLabel("bad", this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);

    m_share->setObjectName(QStringLiteral("share"));
    auto* sharing = new QHBoxLayout;
    sharing->addWidget(m_sharing, 1);
    sharing->addWidget(m_share);
    column->addLayout(sharing);

    m_link->setReadOnly(true);
    m_link->setProperty("role", "link");
    m_link->setAccessibleName(tr("Link for viewers"));
    m_links->setAccessibleName(tr("Links for viewers"));
    m_links->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_copy->setAccessibleDescription(tr("Copies the link for viewers"));
    auto* link = new QHBoxLayout;
    link->addWidget(m_link, 1);
    link->addWidget(m_links, 1);
    link->addWidget(m_copy);
    column->addLayout(link);

    column->addWidget(m_watching);
    column->addWidget(m_problem);

    connect(m_share, &QPushButton::clicked, this, &OwnServerPane::askToShare);
    connect(m_copy, &QPushButton::clicked, this, &OwnServerPane::copyLink);
    refresh();
}

void OwnServerPane::setServer(const ServerInfo& info, bool sharedBySetting)
{
    m_info = info;
    m_shared = sharedBySetting;
    refresh();
}

void OwnServerPane::setLive(bool live)
{
    m_live = live;
    refresh();
}

void OwnServerPane::refresh()
{
    const bool ready = m_info.state == ServerState::Ready || m_info.state == ServerState::Degraded;
    m_sharing->setVisible(!m_live || !m_shared);
    m_sharing->setText(m_shared ? tr("Everyone on this network can watch.") : tr("Only on this computer"));
    m_share->setVisible(!m_live);
    m_share->setText(m_shared ? tr("Only on this computer") : tr("Share on this network…"));
    showLinks(ready && (m_shared || m_live) ? links() : QStringList());
    m_watching->setVisible(m_live && m_info.viewers.has_value());
    if (m_info.viewers)
        m_watching->setText(tr("%n watching", nullptr, m_info.viewers->total()));
    m_problem->setVisible(m_info.error.has_value());
    if (m_info.error)
        m_problem->setText(trError(*m_info.error));
}

void OwnServerPane::showLinks(const QStringList& all)
{
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
}

QStringList OwnServerPane::links() const
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

void OwnServerPane::askToShare()
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

void OwnServerPane::copyLink()
{
    const QString link = m_links->isVisibleTo(this) ? m_links->currentText() : m_link->text();
    QGuiApplication::clipboard()->setText(link);
    emit copied(link);
}

} // namespace sluice
