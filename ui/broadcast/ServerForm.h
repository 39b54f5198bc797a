// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "core/session/DestinationBook.h"
#include "core/settings/ServiceCatalog.h"
#include "ui/broadcast/StreamKey.h"

class QComboBox;
class QLabel;
class QLayout;
class QLineEdit;
class QPushButton;

namespace sluice {

// One server that is not ours, with its stream key: one that was saved, a service's, or whatever is typed.
class ServerForm : public QWidget {
    Q_OBJECT
public:
    explicit ServerForm(QWidget* parent = nullptr);

    void setPlaces(const std::vector<SavedDestination>& saved, const std::vector<Service>& services);
    QString savedPlace() const; // its id; empty: none is chosen
    void showSaved(const QString& id); // chooses it without asking for its key
    void choosePlaceOf(const QString& id); // as a person would; empty: any server
    void startAnew(); // any server, nothing typed
    void setAddress(const QString& server); // without a key
    void setKey(const QString& key);
    PublishAddress address() const;
    // Says what is missing, and puts the keyboard there. True when nothing is.
    bool check();
    void say(const QString& text); // below the fields, until something is edited
    void setLive(bool live); // nothing can be changed meanwhile

    QComboBox* placePicker() const { return m_place; }
    QPushButton* saveButton() const { return m_save; }

signals:
    void addressChanged();
    void placeChosen();
    void keyTyped(const QString& id, const QString& key); // by hand, for a saved one; empty: taken away again
    void savedChosen(const QString& id); // its key is wanted
    void saveRequested(const QString& name);
    void forgetRequested(const QString& id);

private:
    QWidget* buildPlace();
    QLayout* buildKey();
    void choosePlace();
    void chooseIngest();
    void saveOrForget();
    void askForName();
    void askToForget(const QString& id);
    bool splitPasted();
    void putBack();
    void forgetMoved();
    void showSaveButton();

    QComboBox* m_place;
    QPushButton* m_save;
    QComboBox* m_ingest; // a service's servers
    QLineEdit* m_url;
    QLineEdit* m_key;
    QPushButton* m_reveal;
    QLabel* m_note;
    QPushButton* m_putBack; // beside the note that a key was found in the address
    QString m_moved; // the address as it was with what was taken for the key; empty: nothing was
    QString m_keyBefore; // the key that what was taken for one replaced; a secret
    QString m_whole; // an address that is known to hold no key
    std::vector<SavedDestination> m_saved;
    std::vector<Service> m_services;
};

} // namespace sluice
