// SPDX-License-Identifier: GPL-3.0-or-later
// The layout buttons, the screen's picker, and the camera on the screen under mouse and keyboard.
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/Samples.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/Caption.h"
#include "ui/broadcast/InsetHandle.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceRow.h"
#include "ui/widgets/VideoView.h"

using namespace sluice;

namespace {

BroadcastStatus both(InsetCorner corner = InsetCorner::BottomRight, int percent = 25)
{
    BroadcastStatus s = samples::live();
    s.layout.kind = LayoutKind::Both;
    s.layout.corner = corner;
    s.layout.insetPercent = percent;
    s.shown = LayoutKind::Both;
    s.inset = insetPlacement(s.layout, {1280, 720}, 16.0 / 9);
    return s;
}

} // namespace

class LayoutTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        qRegisterMetaType<LayoutKind>("sluice::LayoutKind");
        qRegisterMetaType<InsetCorner>("sluice::InsetCorner");
    }
    void cleanupTestCase() { delete m_theme; }

    void init()
    {
        m_tab = std::make_unique<BroadcastTab>(*m_theme);
        m_tab->resize(1280, 700);
        m_tab->show();
        m_tab->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_tab.get()));
        m_tab->setFrame(samples::frame());
    }
    void cleanup() { m_tab.reset(); }

    void theButtonsSayWhatIsWantedAndShowWhatIsSet()
    {
        QSignalSpy wanted(m_tab.get(), &BroadcastTab::layoutRequested);
        ChoiceRow* row = m_tab->layouts()->choices();
        QTest::mouseClick(row->button(3), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<LayoutKind>(), LayoutKind::Slate);
        m_tab->setStatus(samples::idle(), false, samples::now());
        QCOMPARE(m_tab->layouts()->chosen(), LayoutKind::Camera);
        QVERIFY(!m_tab->layouts()->screen()->isVisible());
        m_tab->setStatus(both(), false, samples::now());
        QCOMPARE(m_tab->layouts()->chosen(), LayoutKind::Both);
        QVERIFY(m_tab->layouts()->screen()->isVisible());
    }

    // On the air each button on the way would be seen.
    void arrowsMoveTheFocusAndSpaceChooses()
    {
        QSignalSpy wanted(m_tab.get(), &BroadcastTab::layoutRequested);
        ChoiceRow* row = m_tab->layouts()->choices();
        row->button(0)->setFocus();
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(m_tab->focusWidget(), Qt::Key_Right);
        QCOMPARE(m_tab->focusWidget(), row->button(3));
        QCOMPARE(wanted.size(), 0);
        QTest::keyClick(row->button(3), Qt::Key_Space);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<LayoutKind>(), LayoutKind::Slate);
        QTest::keyClick(row->button(3), Qt::Key_Left);
        QCOMPARE(m_tab->focusWidget(), row->button(2));
    }

    // A second click must find the buttons where they were, and no void is kept for that below them.
    void theButtonsStayWhereTheyAre()
    {
        ChoiceRow* row = m_tab->layouts()->choices();
        for (const QSize size : {QSize(1280, 700), QSize(940, 470)}) {
            m_tab->resize(size);
            m_tab->setStatus(samples::idle(), false, samples::now());
            const bool narrow = size.width() < 1000;
            LayoutCard* card = m_tab->layouts();
            const auto bottom = [&] { return card->mapTo(m_tab.get(), QPoint(0, card->height())).y(); };
            QTRY_COMPARE(bottom() < m_tab->camera()->mapTo(m_tab.get(), QPoint()).y(), narrow);
            const QPoint before = row->mapTo(m_tab.get(), QPoint());
            m_tab->setStatus(both(), false, samples::now());
            QTest::qWait(0);
            QVERIFY(card->screen()->isVisible());
            QCOMPARE(row->mapTo(m_tab.get(), QPoint()), before);
            if (narrow)
                QVERIFY(card->height() - row->geometry().bottom() < row->height());
        }
    }

    void aWindowThatIsGoneIsSaid()
    {
        BroadcastStatus status = both();
        status.screenError = Error(ErrorCode::WindowGone, {"Slides"});
        m_tab->setStatus(status, false, samples::now());
        bool said = false;
        for (const QLabel* label : m_tab->layouts()->findChildren<QLabel*>())
            said = said
                || (label->isVisible() && label->text().contains(QStringLiteral("“Slides” was closed")));
        QVERIFY(said);
        QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("No screen"));
        status.layout.kind = LayoutKind::Camera;
        QVERIFY(broadcasttexts::healthPill(status).text != QStringLiteral("No screen"));
    }

    void allTextsHaveRoomInTheSmallestWindow()
    {
        m_tab->resize(940, 470);
        m_tab->setStatus(both(), false, samples::now());
        QTRY_VERIFY(m_tab->layouts()->y() < m_tab->camera()->mapTo(m_tab.get(), QPoint()).y());
        ChoiceRow* row = m_tab->layouts()->choices();
        for (int i = 0; i < 4; ++i)
            QVERIFY(row->button(i)->width() >= row->button(i)->minimumSizeHint().width());
        m_tab->resize(1280, 700);
        QTRY_COMPARE(m_tab->layouts()->mapTo(m_tab.get(), QPoint()).y(),
            m_tab->camera()->parentWidget()->mapTo(m_tab.get(), QPoint()).y());
    }

    void theInsetLiesOverTheCamera()
    {
        m_tab->setStatus(both(), false, samples::now());
        InsetHandle* inset = m_tab->inset();
        QVERIFY(inset->isVisible());
        const QRect picture = m_tab->video()->pictureRect();
        QVERIFY(std::abs(inset->width() - picture.width() / 4) <= 1);
        QVERIFY(inset->geometry().center().x() > picture.center().x());
        BroadcastStatus none = both();
        none.inset.reset();
        m_tab->setStatus(none, false, samples::now());
        QVERIFY(!inset->isVisible());
    }

    void itIsDraggedToAnotherCorner()
    {
        m_tab->setStatus(both(), false, samples::now());
        InsetHandle* inset = m_tab->inset();
        QSignalSpy wanted(m_tab.get(), &BroadcastTab::insetRequested);
        QTest::mousePress(inset, Qt::LeftButton, {}, inset->rect().center());
        const QPoint corner = inset->mapFrom(m_tab->video(), m_tab->video()->pictureRect().topLeft());
        QTest::mouseMove(inset, corner + QPoint(30, 30));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<InsetCorner>(), InsetCorner::TopLeft);
        QCOMPARE(wanted[0][2].toBool(), false);
        QTest::mouseRelease(inset, Qt::LeftButton, {}, corner + QPoint(30, 30));
        QCOMPARE(wanted.back()[2].toBool(), true);
    }

    void itsGripMakesItLarger()
    {
        m_tab->setStatus(both(), false, samples::now());
        InsetHandle* inset = m_tab->inset();
        QSignalSpy wanted(m_tab.get(), &BroadcastTab::insetRequested);
        QCOMPARE(inset->grip().topLeft(), QPoint(0, 0)); // towards the middle
        QTest::mousePress(inset, Qt::LeftButton, {}, inset->grip().center());
        QTest::mouseMove(
            inset, QPoint(-m_tab->video()->pictureRect().width() / 10, -20)); // a tenth of the width
        QVERIFY(!wanted.isEmpty());
        QVERIFY(std::abs(wanted.back()[1].toInt() - 35) <= 1);
        QTest::mouseMove(inset, QPoint(-3000, -20));
        QCOMPARE(wanted.back()[1].toInt(), Layout::kLargestInset);
        QTest::mouseRelease(inset, Qt::LeftButton, {}, QPoint(-3000, -20));
        QCOMPARE(wanted.back()[0].value<InsetCorner>(), InsetCorner::BottomRight);
    }

    void itIsMovedByKeys()
    {
        m_tab->setStatus(both(), false, samples::now());
        InsetHandle* inset = m_tab->inset();
        QSignalSpy wanted(m_tab.get(), &BroadcastTab::insetRequested);
        inset->setFocus();
        QTest::keyClick(inset, Qt::Key_Left);
        QCOMPARE(wanted.back()[0].value<InsetCorner>(), InsetCorner::BottomLeft);
        QTest::keyClick(inset, Qt::Key_Up);
        QCOMPARE(wanted.back()[0].value<InsetCorner>(), InsetCorner::TopLeft);
        QTest::keyClick(inset, Qt::Key_Plus);
        QCOMPARE(wanted.back()[1].toInt(), 30);
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(inset, Qt::Key_Minus);
        QCOMPARE(wanted.back()[1].toInt(), Layout::kSmallestInset);
        QVERIFY(inset->accessibleDescription().contains(QStringLiteral("top left, 10 %")));
    }

    void aCaptionFitsItsCanvas()
    {
        const VideoSize canvas{1280, 720};
        QVERIFY(!makeCaption({}, QStringLiteral("  "), canvas).picture);
        const Caption one = makeCaption(QStringLiteral("Ada Lovelace"), {}, canvas);
        const Caption two = makeCaption(QStringLiteral("Ada Lovelace"), QStringLiteral("Notes"), canvas);
        QVERIFY(one.picture && two.picture);
        QVERIFY(two.picture.size.height > one.picture.size.height);
        QVERIFY(two.corner.x() > 0 && two.corner.x() < 40);
        QVERIFY(two.corner.y() + two.picture.size.height < canvas.height);
        QVERIFY(two.corner.y() + two.picture.size.height > canvas.height - 40);
        const Caption endless = makeCaption(QString(500, QLatin1Char('m')), {}, canvas);
        QVERIFY(endless.corner.x() + endless.picture.size.width < canvas.width);
        const Caption right = makeCaption(QStringLiteral("Ada Lovelace"), {}, canvas, CaptionSide::Right);
        QVERIFY(right.corner.x() + right.picture.size.width <= canvas.width - one.corner.x() + 1);
        QVERIFY(right.corner.x() > canvas.width / 2);
        const Caption small = makeCaption(QStringLiteral("Ada Lovelace"), {}, {640, 360});
        QVERIFY(small.picture.size.width < one.picture.size.width);
        // White letters on a ground that lets half of the picture through, multiplied already.
        int white = 0;
        for (int y = 0; y < one.picture.size.height; ++y)
            for (int x = 0; x < one.picture.size.width; ++x) {
                const std::uint8_t* pixel = one.picture.planes[0] + y * one.picture.strides[0] + x * 4;
                QVERIFY(pixel[0] <= pixel[3] && pixel[1] <= pixel[3] && pixel[2] <= pixel[3]);
                white += pixel[0] == 255 ? 1 : 0;
            }
        QVERIFY(white > 50);
    }

    void thePickerNamesWhatIsInNoList()
    {
        SourcePicker* picker = m_tab->layouts()->screen();
        picker->setDevices({{"screen", "Whole screen, 1280×800", DeviceKind::Screen, true}});
        QSignalSpy looks(picker, &SourcePicker::looksUp);
        m_tab->setStatus(both(), false, samples::now());
        picker->setFocus();
        QVERIFY(!looks.isEmpty()); // windows come and go: the list is made anew
        QCOMPARE(picker->currentText(), QStringLiteral("Whole screen, 1280×800"));
        picker->setValue(QStringLiteral("window:Slides"));
        QCOMPARE(picker->currentText(), QStringLiteral("Slides"));
        picker->setValue(QStringLiteral("window:0x123"));
        QCOMPARE(picker->currentText(), QStringLiteral("Window that was closed"));
        picker->setValue(QStringLiteral("region:640x360+0+0"));
        QCOMPARE(picker->currentText(), QStringLiteral("Part of the screen, 640x360+0+0"));
    }

private:
    Theme* m_theme = nullptr;
    std::unique_ptr<BroadcastTab> m_tab;
};

QTEST_MAIN(LayoutTest)
#include "LayoutTest.moc"
