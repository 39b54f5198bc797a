// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/UrlBar.h"

#include <QCompleter>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStringListModel>

#include "ui/widgets/FileFilters.h"

namespace sluice {

namespace {
constexpr int kMenuRows = 20;
constexpr int kLongestMenuText = 90;
} // namespace

UrlBar::UrlBar(QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_open(new QPushButton(tr("Open"), this))
    , m_more(new QPushButton(QStringLiteral("▾"), this))
    , m_model(new QStringListModel(this))
{
    m_field->setPlaceholderText(tr("Address of a stream: rtmp, rtmps, rtsp, http, https, or a file"));
    m_field->setAccessibleName(tr("Address"));
    m_field->setObjectName(QStringLiteral("address"));
    m_field->setMaxLength(4096);
    m_open->setProperty("kind", "primary");
    m_open->setObjectName(QStringLiteral("open"));
    m_more->setAccessibleName(tr("Addresses of before, and files"));
    m_more->setToolTip(m_more->accessibleName());

    auto* completer = new QCompleter(m_model, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_field->setCompleter(completer);

    auto* menu = new QMenu(m_more);
    m_more->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &UrlBar::fillMenu);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    row->addWidget(m_open);
    row->addWidget(m_more);

    const auto open = [this] {
        if (const QString address = text(); !address.isEmpty())
            emit openRequested(address);
        else
            m_field->setFocus();
    };
    connect(m_open, &QPushButton::clicked, this, open);
    connect(m_field, &QLineEdit::returnPressed, this, open);
}

void UrlBar::fillMenu()
{
    QMenu* menu = m_more->menu();
    menu->clear();
    const QStringList addresses = m_model->stringList();
    for (const QString& address : addresses.mid(0, kMenuRows)) {
        QString shown = fontMetrics().elidedText(
            address, Qt::ElideMiddle, fontMetrics().averageCharWidth() * kLongestMenuText);
        shown.replace(QLatin1Char('&'), QStringLiteral("&&"));
        connect(menu->addAction(shown), &QAction::triggered, this, [this, address] {
            m_field->setText(address);
            emit openRequested(address);
        });
    }
    if (!addresses.isEmpty())
        menu->addSeparator();
    connect(menu->addAction(tr("Open a file…")), &QAction::triggered, this, &UrlBar::chooseFile);
    QAction* stop = menu->addAction(tr("Stop"));
    stop->setEnabled(m_running);
    connect(stop, &QAction::triggered, this, &UrlBar::stopRequested);
}

void UrlBar::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Open a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(filefilters::media());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_field->setText(file);
        emit openRequested(file);
    });
    dialog->open();
}

void UrlBar::setHistory(const QStringList& addresses)
{
    if (m_model->stringList() != addresses)
        m_model->setStringList(addresses);
}

void UrlBar::setText(const QString& text)
{
    m_field->setText(text);
}

QString UrlBar::text() const
{
    return m_field->text().trimmed();
}

void UrlBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void UrlBar::setRunning(bool running)
{
    m_running = running;
}

} // namespace sluice
