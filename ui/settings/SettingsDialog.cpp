// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsDialog.h"

#include <algorithm>
#include <array>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/SettingEditor.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr auto kPages = std::to_array<SettingsPage>({SettingsPage::General, SettingsPage::Video,
    SettingsPage::Audio, SettingsPage::Encoding, SettingsPage::Destinations, SettingsPage::Buffer,
    SettingsPage::Network, SettingsPage::Server, SettingsPage::Recording, SettingsPage::Advanced});
constexpr int kSideWidth = 190;
constexpr QSize kUsualSize(900, 640);

} // namespace

SettingsDialog::SettingsDialog(Theme& theme, const Settings& settings, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_applied(settings)
    , m_edited(settings)
{
    setWindowTitle(tr("Settings"));
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    QWidget* body = buildBody(); // the pages' list needs to know which there are
    middle->addWidget(buildSide());
    middle->addWidget(body, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(middle, 1);
    all->addWidget(buildFoot());
    for (QWidget* container : {m_scroll->widget(), m_scroll->viewport(), static_cast<QWidget*>(m_scroll),
             body, static_cast<QWidget*>(this)})
        m_theme.dressByParts(*container);
    resize(kUsualSize);
    load();
    showPage(m_sections.front().page);
    setTabOrder(m_search, m_pages);
    m_search->setFocus();
}

// --- Building

QWidget* SettingsDialog::buildSide()
{
    auto* side = new QWidget(this);
    side->setObjectName(QStringLiteral("dialogSide"));
    side->setAttribute(Qt::WA_StyledBackground);
    side->setFixedWidth(kSideWidth);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(10);
    m_search = new QLineEdit(side);
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_pages = new QListWidget(side);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const Section& section : m_sections)
        m_pages->addItem(trSetting(pageTitle(section.page)));
    column->addWidget(m_search);
    column->addWidget(m_pages, 1);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_pages, &QListWidget::currentRowChanged, this, [this] {
        if (m_search->text().isEmpty())
            showSections();
        else
            m_search->clear();
    });
    // The page from before the search is still the current one: choosing it changes no row.
    connect(m_pages, &QListWidget::itemClicked, m_search, &QLineEdit::clear);
    return side;
}

QWidget* SettingsDialog::buildBody()
{
    auto* body = new QWidget(this);
    // No sheet for what holds the pages: the theme dresses each page for itself.
    body->setBackgroundRole(QPalette::AlternateBase);
    body->setAutoFillBackground(true);
    auto* outer = new QVBoxLayout(body);
    outer->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea(body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(10);
    for (const SettingsPage page : kPages)
        buildSection(page, content, column);
    m_nothing = new QLabel(tr("No setting has these words."), content);
    m_nothing->setProperty("role", "label");
    column->addWidget(m_nothing);
    column->addStretch(1);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(m_scroll, 1);
    m_note = new QLabel(tr("Some of the changes take effect with the next stream."), body);
    m_note->setProperty("role", "small");
    m_note->setContentsMargins(18, 6, 18, 10);
    m_note->hide();
    outer->addWidget(m_note);
    m_problem = new QLabel(body);
    m_problem->setProperty("role", "bad");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(18, 6, 18, 10);
    m_problem->hide();
    outer->addWidget(m_problem);
    return body;
}

void SettingsDialog::buildSection(SettingsPage page, QWidget* content, QVBoxLayout* column)
{
    Section section{page, new QWidget(content), {}};
    auto* rows = new QVBoxLayout(section.widget);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    auto* title = new QLabel(trSetting(pageTitle(page)).toUpper(), section.widget);
    title->setProperty("role", "cardTitle");
    rows->addWidget(title);
    if (page == SettingsPage::Buffer) {
        m_buffer = new BufferHeader(m_theme, section.widget);
        rows->addWidget(m_buffer);
        connect(m_buffer, &BufferHeader::profileChosen, this, [this](BufferProfile profile) {
            bufferedit::chooseProfile(m_edited, profile);
            load();
        });
        connect(m_buffer, &BufferHeader::markMoved, this, [this](const char* key, Duration value) {
            bufferedit::setValue(m_edited, key, toMs(value));
            load();
        });
    }
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(2, 1);
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (row.page != page || row.key == "buffer.profile")
            continue;
        auto* editor = new SettingEditor(row, section.widget);
        const int line = grid->rowCount();
        grid->addWidget(editor->label(), line, 0);
        grid->addWidget(editor->editor(), line, 1, Qt::AlignLeft | Qt::AlignVCenter);
        grid->addWidget(editor->why(), line, 2);
        section.editors.push_back(editor);
        connect(editor, &SettingEditor::edited, this,
            [this, editor](const SettingValue& value) { onEdited(editor->row(), value); });
        connect(editor, &SettingEditor::problemChanged, this, &SettingsDialog::validate);
    }
    rows->addLayout(grid);
    if (section.editors.empty()) {
        delete section.widget; // a page without a row is not shown
        return;
    }
    column->addWidget(section.widget);
    m_sections.push_back(std::move(section));
}

QWidget* SettingsDialog::buildFoot()
{
    auto* foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("dialogFoot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    auto* restore = new QPushButton(tr("Restore defaults"), foot);
    auto* menu = new QMenu(restore);
    connect(menu->addAction(tr("Of this page")), &QAction::triggered, this, &SettingsDialog::restorePage);
    connect(menu->addAction(tr("Of all pages")), &QAction::triggered, this, &SettingsDialog::restoreAll);
    restore->setMenu(menu);
    auto* cancel = new QPushButton(tr("Cancel"), foot);
    m_apply = new QPushButton(tr("Apply"), foot);
    m_apply->setProperty("kind", "primary");
    m_ok = new QPushButton(tr("OK"), foot);
    m_ok->setDefault(true);
    for (QPushButton* button : {restore, cancel, m_apply})
        button->setAutoDefault(false);
    row->addWidget(restore);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_apply);
    row->addWidget(m_ok);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] { emit applyRequested(m_edited); });
    connect(m_ok, &QPushButton::clicked, this, [this] {
        if (!(m_edited == m_applied))
            emit applyRequested(m_edited);
        if (m_edited == m_applied) // it was taken
            accept();
    });
    return foot;
}

// --- Values

void SettingsDialog::load()
{
    const BufferSettings buffer = bufferedit::values(m_edited);
    for (const Section& section : m_sections) {
        for (SettingEditor* editor : section.editors) {
            const SettingRow& row = editor->row();
            if (const auto value = m_edited.value(row.key))
                editor->setValue(*value);
            else
                editor->setValue(bufferedit::shownValue(buffer, row.key));
        }
    }
    if (m_buffer != nullptr) {
        m_buffer->setProfile(BufferChoice::from(m_edited).profile);
        m_buffer->setValues(buffer);
    }
    showCap();
    validate();
}

void SettingsDialog::onEdited(const SettingRow& row, const SettingValue& value)
{
    if (row.has(kFromProfile)) {
        bufferedit::setValue(m_edited, row.key, std::get<std::int64_t>(value));
        load();
        return;
    }
    if (auto set = m_edited.setValue(row.key, value); !set)
        showProblem(trError(set.error()));
    else
        validate();
}

void SettingsDialog::setSettings(const Settings& settings)
{
    m_applied = settings;
    m_edited = settings;
    load();
}

void SettingsDialog::setPlaying(double streamKbps, std::optional<Duration> level)
{
    m_streamKbps = streamKbps;
    if (m_buffer != nullptr)
        m_buffer->setLevel(level);
    showCap();
}

void SettingsDialog::setAdvice(const QString& text)
{
    if (m_buffer != nullptr)
        m_buffer->setAdvice(text, {});
}

void SettingsDialog::setAdvice(
    const QString& text, const BufferSettings& before, const BufferSettings& advised)
{
    if (m_buffer == nullptr)
        return;
    const QString level = format::seconds(advised.start, toMs(advised.start) % 100 == 0 ? 1 : 2);
    m_buffer->setAdvice(text, tr("Use %1").arg(level));
    disconnect(m_buffer, &BufferHeader::adviceTaken, this, nullptr);
    connect(m_buffer, &BufferHeader::adviceTaken, this, [this, before, advised] {
        bufferedit::useStart(m_edited, before, advised);
        load();
    });
}

void SettingsDialog::showCap()
{
    SettingEditor* cap = editor("buffer.cap_mib");
    if (cap == nullptr)
        return;
    if (m_streamKbps <= 0) {
        cap->setWhy(trSetting(cap->row().why));
        return;
    }
    const BufferSettings values = bufferedit::values(m_edited);
    const double held = static_cast<double>(values.capBytes) * 8 / (m_streamKbps * 1000);
    QString text = tr("%1 at the stream’s present bitrate.")
                       .arg(format::seconds(fromSeconds(held), held < 10 ? 1 : 0));
    if (fromSeconds(held) < values.target)
        text += QLatin1Char(' ') + tr("That is less than the target, so the cap decides.");
    cap->setWhy(text);
}

QString SettingsDialog::problem() const
{
    for (const Section& section : m_sections) {
        for (const SettingEditor* editor : section.editors) {
            if (!editor->problem().isEmpty())
                return editor->problem();
        }
    }
    if (auto good = bufferedit::check(m_edited); !good)
        return trError(good.error());
    return {};
}

void SettingsDialog::validate()
{
    if (m_apply == nullptr)
        return;
    const QString text = problem();
    showProblem(text);
    m_apply->setEnabled(text.isEmpty() && !(m_edited == m_applied));
    m_ok->setEnabled(text.isEmpty());
    m_note->setVisible(text.isEmpty() && restartsStream());
}

bool SettingsDialog::restartsStream() const
{
    const auto rows = m_edited.schema().rows();
    return std::any_of(rows.begin(), rows.end(), [this](const SettingRow& row) {
        return row.has(kRestartsStream) && m_edited.value(row.key) != m_applied.value(row.key);
    });
}

void SettingsDialog::showProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setAccessibleName(text);
    m_problem->setVisible(!text.isEmpty());
}

void SettingsDialog::restorePage()
{
    const SettingsPage page = currentPage();
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (row.page == page)
            m_edited.reset(row.key);
    }
    load();
}

void SettingsDialog::restoreAll()
{
    m_edited.resetAll();
    load();
}

// --- Pages and search

SettingEditor* SettingsDialog::editor(std::string_view key) const
{
    for (const Section& section : m_sections) {
        for (SettingEditor* editor : section.editors) {
            if (editor->row().key == key)
                return editor;
        }
    }
    return nullptr;
}

SettingsPage SettingsDialog::currentPage() const
{
    const auto row = static_cast<std::size_t>(std::max(0, m_pages->currentRow()));
    return m_sections[row].page;
}

void SettingsDialog::showPage(SettingsPage page)
{
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        if (m_sections[i].page == page)
            m_pages->setCurrentRow(static_cast<int>(i));
    }
    showSections();
}

void SettingsDialog::search(const QString& /*words*/)
{
    showSections();
}

void SettingsDialog::showSections()
{
    const QString words = m_search->text().trimmed();
    // What is found is of all pages.
    if (QListWidgetItem* item = m_pages->currentItem())
        item->setSelected(words.isEmpty());
    bool any = false;
    for (const Section& section : m_sections) {
        bool shown = words.isEmpty() && section.page == currentPage();
        for (SettingEditor* editor : section.editors) {
            const bool matches = words.isEmpty() || editor->matches(words);
            editor->setVisible(matches);
            shown = shown || (!words.isEmpty() && matches);
        }
        section.widget->setVisible(shown);
        any = any || shown;
    }
    if (m_buffer != nullptr)
        m_buffer->setVisible(words.isEmpty());
    m_nothing->setVisible(!any);
    m_scroll->ensureVisible(0, 0);
}

} // namespace sluice
