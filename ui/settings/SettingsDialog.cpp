// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsDialog.h"

#include <algorithm>

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include "core/session/SettingsFile.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingText.h"
#include "ui/settings/SettingsPages.h"
#include "ui/settings/SettingsSection.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kSideWidth = 190;
constexpr QSize kUsualSize(1000, 680); // what is said beside the widest editors has three lines, not five

} // namespace

SettingsDialog::SettingsDialog(Theme& theme, const Settings& settings, QWidget* parent, SettingsPage page)
    : QDialog(parent)
    , m_theme(theme)
    , m_draft(settings)
{
    setWindowTitle(tr("Settings"));
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    QWidget* body = buildBody(); // the list beside it needs to know which pages there are
    middle->addWidget(buildSide());
    middle->addWidget(body, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(middle, 1);
    all->addWidget(buildFoot());
    for (QWidget* container : {body, static_cast<QWidget*>(this)})
        m_theme.dressByParts(*container);
    // Never larger than the window it belongs to, which may fill a small screen.
    resize(parent != nullptr ? kUsualSize.boundedTo(parent->window()->size()) : kUsualSize);
    setTabOrder(m_search, m_titles);
    m_pages->setTabsAfter(m_titles); // and so before the foot
    connect(m_pages, &SettingsPages::built, this, &SettingsDialog::fill);
    validate();
    showPage(page);
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
    // Its picture is of the desktop's, and to look for that takes 7 ms: not while the window comes up.
    QTimer::singleShot(1, m_search, [search = m_search] { search->setClearButtonEnabled(true); });
    m_titles = new QListWidget(side);
    m_titles->setObjectName(QStringLiteral("pages"));
    m_titles->setAccessibleName(tr("Pages"));
    m_titles->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const SettingsSection* section : m_pages->sections())
        m_titles->addItem(trSetting(pageTitle(section->page())));
    column->addWidget(m_search);
    column->addWidget(m_titles, 1);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_titles, &QListWidget::currentRowChanged, this, &SettingsDialog::onPageChosen);
    // The page from before the search is still the current one: choosing it changes no row.
    connect(m_titles, &QListWidget::itemClicked, m_search, &QLineEdit::clear);
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
    m_pages = new SettingsPages(m_theme, m_draft.edited().schema(), body);
    outer->addWidget(m_pages, 1);
    m_note = buildLine(body, "small");
    m_problem = buildLine(body, "bad");
    m_problem->setObjectName(QStringLiteral("problem"));
    return body;
}

// Below the pages, while there is something to say.
QLabel* SettingsDialog::buildLine(QWidget* body, const char* role)
{
    auto* line = new QLabel(body);
    line->setProperty("role", role);
    line->setTextFormat(Qt::PlainText);
    line->setWordWrap(true);
    line->setContentsMargins(18, 6, 18, 10);
    line->hide();
    body->layout()->addWidget(line);
    return line;
}

QWidget* SettingsDialog::buildFoot()
{
    auto* foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("dialogFoot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    addFileButtons(*foot, *row);
    row->addStretch(1);
    m_cancel = new QPushButton(tr("Cancel"), foot);
    m_apply = new QPushButton(tr("Apply"), foot);
    m_apply->setProperty("kind", "primary");
    m_ok = new QPushButton(tr("OK"), foot);
    m_ok->setDefault(true);
    for (QPushButton* button : {m_cancel, m_apply})
        button->setAutoDefault(false);
    for (QPushButton* button : {m_cancel, m_apply, m_ok})
        row->addWidget(button);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] { emit applyRequested(m_draft.edited()); });
    connect(m_ok, &QPushButton::clicked, this, [this] {
        if (m_draft.changed())
            emit applyRequested(m_draft.edited());
        if (!m_draft.changed()) // it was taken
            accept();
    });
    return foot;
}

void SettingsDialog::addFileButtons(QWidget& foot, QHBoxLayout& row)
{
    auto* restore = new QPushButton(tr("Restore defaults"), &foot);
    auto* menu = new QMenu(restore);
    connect(menu->addAction(tr("Of this page")), &QAction::triggered, this, &SettingsDialog::restorePage);
    connect(menu->addAction(tr("Of all pages")), &QAction::triggered, this, &SettingsDialog::restoreAll);
    restore->setMenu(menu);
    auto* import = new QPushButton(tr("Import…"), &foot);
    auto* exporter = new QPushButton(tr("Export…"), &foot);
    import->setAccessibleDescription(tr("Takes over settings from a JSON file"));
    exporter->setAccessibleDescription(tr("Writes the settings that are shown into a JSON file"));
    connect(import, &QPushButton::clicked, this, [this] { askForFile(true); });
    connect(exporter, &QPushButton::clicked, this, [this] { askForFile(false); });
    for (QPushButton* button : {restore, import, exporter}) {
        button->setAutoDefault(false);
        row.addWidget(button);
    }
}

void SettingsDialog::fill(SettingsSection& section)
{
    connect(&section, &SettingsSection::edited, this, &SettingsDialog::onEdited);
    connect(&section, &SettingsSection::problemChanged, this, &SettingsDialog::validate);
    connect(&section, &SettingsSection::restoreRequested, this, &SettingsDialog::restore);
    section.load(m_draft);
    if (BufferHeader* header = section.bufferHeader())
        fillBuffer(*header);
    if (section.encoderNotes() != nullptr)
        showEncoders();
}

void SettingsDialog::fillBuffer(BufferHeader& header)
{
    header.setLevel(m_level);
    showAdvice();
    connect(&header, &BufferHeader::profileChosen, this, [this](BufferProfile profile) {
        m_draft.chooseProfile(profile);
        changed();
    });
    connect(&header, &BufferHeader::markMoved, this, [this](const char* key, Duration value) {
        if (const SettingRow* row = m_draft.edited().schema().find(key))
            onEdited(*row, SettingValue(toMs(value)));
    });
    connect(&header, &BufferHeader::adviceTaken, this, [this] {
        if (!m_advised)
            return;
        m_draft.useStart(m_advised->first, m_advised->second);
        changed();
    });
}

// --- Values

void SettingsDialog::load()
{
    for (SettingsSection* section : m_pages->sections())
        section->load(m_draft);
    showCap();
    validate();
}

void SettingsDialog::changed()
{
    m_said.clear();
    load();
}

void SettingsDialog::restore(const SettingRow& row)
{
    m_draft.reset(row.key);
    changed();
    if (SettingEditor* restored = editor(row.key))
        restored->editor()->setFocus(); // the button is gone
}

void SettingsDialog::onEdited(const SettingRow& row, const SettingValue& value)
{
    m_said.clear();
    if (auto set = m_draft.set(row, value); !set) {
        showProblem(trError(set.error()));
        return;
    }
    if (row.has(kFromProfile)) { // the others may show other values now
        load();
        return;
    }
    for (SettingsSection* section : m_pages->sections())
        section->showDefaults(m_draft);
    validate();
}

void SettingsDialog::setSettings(const Settings& settings)
{
    m_draft.setInForce(settings);
    changed();
}

void SettingsDialog::follow(const Settings& settings)
{
    if (m_draft.follow(settings))
        load();
}

void SettingsDialog::restorePage()
{
    m_draft.resetPage(currentPage());
    changed();
}

void SettingsDialog::restoreAll()
{
    m_draft.resetAll();
    changed();
}

// --- Files

void SettingsDialog::askForFile(bool import)
{
    auto* dialog = new QFileDialog(
        this, import ? tr("Import settings") : tr("Export settings"), QString(), tr("Settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(import ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setAcceptMode(import ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    if (!import) {
        dialog->setDefaultSuffix(QStringLiteral("json"));
        dialog->selectFile(QStringLiteral("sluice-settings.json"));
    }
    connect(dialog, &QFileDialog::fileSelected, this,
        import ? &SettingsDialog::importFile : &SettingsDialog::exportFile);
    dialog->open();
}

void SettingsDialog::importFile(const QString& path)
{
    m_said.clear();
    auto read = importSettings(path.toStdString(), m_draft.edited());
    const QString name = QFileInfo(path).fileName();
    if (!read) {
        load(); // nothing else is said meanwhile
        // The window calls a setting by its label; whoever mends the file needs the key.
        const Error& error = read.error();
        const QString key = error.code() == ErrorCode::BadSetting
            ? qstr(error.sentence().args().front()) + QStringLiteral(": ")
            : QString();
        showProblem(tr("Nothing was taken over from “%1”. %2").arg(name, key + trError(error)));
        return;
    }
    const bool same = *read == m_draft.edited();
    m_draft.edit(*std::move(read));
    say(same ? tr("“%1” says what is shown already.").arg(name)
             : tr("Shown is what “%1” says. Apply or OK puts it in force.").arg(name));
    load();
}

void SettingsDialog::exportFile(const QString& path)
{
    if (auto written = exportSettings(path.toStdString(), m_draft.edited()); !written) {
        showProblem(trError(written.error()));
        return;
    }
    say(tr("Written: %1").arg(path));
    validate();
}

void SettingsDialog::say(const QString& text)
{
    m_said = text;
}

// --- What is shown beside the values

void SettingsDialog::setEncoders(const std::vector<EncoderFinding>& found)
{
    m_encoders = found;
    showEncoders();
}

void SettingsDialog::showEncoders()
{
    const SettingsSection* section = m_pages->section(SettingsPage::Encoding);
    if (section == nullptr || !section->built() || !m_encoders)
        return;
    if (const SettingEditor* picker = section->editor("video.encoder"))
        section->encoderNotes()->setFound(*m_encoders, *qobject_cast<QComboBox*>(picker->editor()));
}

void SettingsDialog::setPlaying(double streamKbps, std::optional<Duration> level, const BufferContext& source)
{
    m_streamKbps = streamKbps;
    m_level = level;
    m_source = source;
    if (BufferHeader* header = builtHeader())
        header->setLevel(level);
    showCap();
}

void SettingsDialog::setAdvice(const QString& text)
{
    m_advice = text;
    m_advised.reset();
    showAdvice();
}

void SettingsDialog::setAdvice(
    const QString& text, const BufferSettings& before, const BufferSettings& advised)
{
    m_advice = text;
    m_advised.emplace(before, advised);
    showAdvice();
}

void SettingsDialog::showAdvice()
{
    BufferHeader* header = builtHeader();
    if (header == nullptr)
        return;
    QString button;
    if (m_advised) {
        const Duration start = m_advised->second.start;
        button = tr("Use %1").arg(format::seconds(start, toMs(start) % 100 == 0 ? 1 : 2));
    }
    header->setAdvice(m_advice, button);
}

void SettingsDialog::showCap()
{
    if (SettingsSection* section = m_pages->section(SettingsPage::Buffer))
        section->setWhy(settingtext::kCapKey, settingtext::cap(m_draft.edited(), m_streamKbps, m_source));
}

// --- Notes

QString SettingsDialog::problem() const
{
    for (const SettingsSection* section : m_pages->sections())
        if (const QString wrong = section->problem(); !wrong.isEmpty())
            return wrong;
    if (auto good = bufferedit::check(m_draft.edited()); !good)
        return trError(good.error());
    return {};
}

void SettingsDialog::validate()
{
    const QString text = problem();
    showProblem(text);
    m_apply->setEnabled(text.isEmpty() && m_draft.changed());
    m_ok->setEnabled(text.isEmpty());
    const bool pending = m_draft.changed() || !text.isEmpty();
    m_cancel->setText(pending ? tr("Cancel") : tr("Close")); // there is nothing to take back
    QString note = m_said;
    if (const QString waiting = settingtext::waiting(m_draft); !waiting.isEmpty())
        note += (note.isEmpty() ? QString() : QStringLiteral("\n")) + waiting;
    m_note->setText(note);
    m_note->setVisible(text.isEmpty() && !note.isEmpty());
}

void SettingsDialog::showProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setAccessibleName(text);
    m_problem->setVisible(!text.isEmpty());
}

// --- Pages and search

SettingEditor* SettingsDialog::editor(std::string_view key) const
{
    return m_pages->editor(key);
}

BufferHeader* SettingsDialog::bufferHeader() const
{
    const SettingsSection* section = m_pages->build(SettingsPage::Buffer);
    return section != nullptr ? section->bufferHeader() : nullptr;
}

BufferHeader* SettingsDialog::builtHeader() const
{
    const SettingsSection* section = m_pages->section(SettingsPage::Buffer);
    return section != nullptr ? section->bufferHeader() : nullptr;
}

EncoderNotes* SettingsDialog::encoderNotes() const
{
    const SettingsSection* section = m_pages->build(SettingsPage::Encoding);
    return section != nullptr ? section->encoderNotes() : nullptr;
}

bool SettingsDialog::settled() const
{
    return m_pages->settled();
}

SettingsPage SettingsDialog::currentPage() const
{
    return m_pages->currentPage();
}

void SettingsDialog::showPage(SettingsPage page)
{
    const auto& sections = m_pages->sections();
    const auto found = std::ranges::find(sections, page, &SettingsSection::page);
    if (found != sections.end())
        m_titles->setCurrentRow(static_cast<int>(found - sections.begin()));
    search(); // shown again, and from its top
}

void SettingsDialog::onPageChosen()
{
    const auto row = static_cast<std::size_t>(std::max(0, m_titles->currentRow()));
    m_pages->showPage(m_pages->sections()[row]->page());
    m_search->clear();
}

void SettingsDialog::search()
{
    const QString words = m_search->text().trimmed();
    // What is found is of all pages.
    if (QListWidgetItem* item = m_titles->currentItem())
        item->setSelected(words.isEmpty());
    m_pages->search(words);
}

} // namespace sluice
