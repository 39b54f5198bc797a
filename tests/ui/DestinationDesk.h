// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QComboBox>
#include <QDir>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

#include "tests/support/TestKeychain.h"
#include "tests/ui/Samples.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/DestinationKeeper.h"
#include "ui/broadcast/DestinationList.h"
#include "ui/broadcast/ServerForm.h"

namespace sluice::samples {

inline const QString kKey = QStringLiteral("live_secret");

// The card with everything behind it, on a computer with a keychain or without.
struct Desk {
    explicit Desk(bool keychainThere = true, const QString& file = {})
        : book(file, keychain(keychainThere))
        , context{sessions.watch, sessions.broadcast, sessions.server, sessions.devices, sessions.settings,
              sessions.clock, sessions.encoders, book, sessions.preflight}
        , keeper(context, card, &card)
    {
        card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(1);
        card.resize(374, 400);
        card.show();
    }
    std::unique_ptr<SecretStore> keychain(bool there)
    {
        auto made = std::make_unique<test::TestKeychain>();
        made->there = there;
        store = made.get();
        return made;
    }
    void choose(const QString& text)
    {
        QComboBox* picker = card.form()->placePicker();
        const int row = picker->findText(text);
        QVERIFY2(row >= 0, qPrintable(text));
        picker->setCurrentIndex(row);
        emit picker->activated(row);
    }
    void go(const QString& text) // by the picker of the card
    {
        auto* picker = card.findChild<QComboBox*>(QStringLiteral("destination"));
        picker->setCurrentIndex(picker->findText(text));
        QCOMPARE(picker->currentText(), text);
    }
    void type(const QString& server, const QString& key)
    {
        card.form()->setAddress(server);
        card.form()->setKey(key);
    }
    // By the button and the dialog, as a person does.
    void save(const QString& name)
    {
        card.form()->saveButton()->click();
        auto* dialog = card.findChild<QInputDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(name);
        dialog->accept();
    }
    // The question that is asked, by its button.
    void answer(const QString& text)
    {
        auto* box = card.findChild<QMessageBox*>();
        QVERIFY(box != nullptr);
        for (QAbstractButton* button : box->buttons())
            if (button->text() == text)
                button->click();
        delete box;
    }
    bool shows(const QString& text) const
    {
        for (const auto* label : card.findChildren<QLabel*>())
            if (label->isVisibleTo(&card) && label->text().contains(text))
                return true;
        return false;
    }
    void set(const char* key, const char* value)
    {
        Settings changed = sessions.settings.current();
        QVERIFY(changed.set(key, value).ok());
        QVERIFY(sessions.settings.apply(changed).ok());
    }

    test::TestKeychain* store = nullptr;
    Sessions sessions;
    DestinationBook book;
    UiContext context;
    DestinationCard card;
    DestinationKeeper keeper;
};

// To be looked at: build/…/tests/ui/pictures/*.png
inline void picture(QWidget& widget, const char* name)
{
    QDir().mkpath(QStringLiteral(PICTURES_DIR));
    QVERIFY(widget.grab().save(QStringLiteral(PICTURES_DIR "/%1.png").arg(QLatin1String(name))));
}

} // namespace sluice::samples
