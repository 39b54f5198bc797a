// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>

#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"
#include "core/session/ServerSession.h"
#include "core/settings/ServiceCatalog.h"
#include "ui/broadcast/StreamKey.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sluice {

class DestinationList;

// Where the broadcast goes: the built-in server with its link for viewers, another server with a key, or several at
// once, out of those two and all that were saved.
class DestinationCard : public Card {
    Q_OBJECT
public:
    explicit DestinationCard(QWidget* parent = nullptr);

    void setServer(const ServerInfo& info, bool sharedBySetting);
    void setLive(bool live); // nothing of the destination can be changed meanwhile
    void setAddress(const QString& server); // of another server, as remembered
    // Where a broadcast goes that was not begun here. `shown`: redacted.
    void setGoingTo(bool builtIn, const QString& shown, bool both = false);
    void setOthers(const std::vector<DestinationStatus>& status, bool ownServerFirst); // … to several
    // How those fare that are gone to, where they are several: in the order of the list.
    void setStatus(const std::vector<DestinationStatus>& status, TimePoint now);

    // What the other server may be: one that was saved, a service, or whatever is typed.
    void setPlaces(const std::vector<SavedDestination>& saved, const std::vector<Service>& services);
    QString savedPlace() const; // its id; empty: none is chosen
    void showSaved(const QString& id); // chooses it without saying so
    void setKey(const QString& key);
    void setAdvice(const QStringList& sentences); // limits that the settings break
    void say(const QString& text); // below the fields, until something is edited
    QComboBox* placePicker() const { return m_place; }
    QPushButton* saveButton() const { return m_save; }

    bool builtIn() const;
    bool other() const; // another server, alone or as well
    bool several() const;
    PublishAddress address() const; // that is typed or chosen below the picker
    std::vector<PublishAddress> others() const; // all but the built-in server
    // Says what is missing, and puts the keyboard there. True when nothing is.
    bool checkAddress();
    // What is remembered of it: the rows that are ticked while several are chosen; empty: something else is.
    QStringList ticked() const;
    void choose(const QStringList& ticked); // as it was remembered
    void setSavedKey(const QString& id, const QString& key); // of a row; empty: there is none
    DestinationList* list() const { return m_list; }

signals:
    void shareRequested(bool shared);
    void copied(const QString& link);
    void savedChosen(const QString& id); // its key is wanted
    void saveRequested(const QString& name);
    void forgetRequested(const QString& id);
    void addressChanged();
    void keyWanted(const QString& id); // of a saved server that was ticked
    void retryRequested(std::size_t destination);

private:
    QWidget* buildOwnServer();
    QWidget* buildOtherServer();
    QWidget* buildPlace(QWidget* page);
    void arrange();
    void askForKeys();
    std::optional<QString> keyOf(const QString& id) const;
    bool checkSaved();
    bool checkTyped();
    void choosePlace();
    void chooseIngest();
    void saveOrForget();
    void splitPasted();
    void askToShare();
    void copyLink();
    void refresh();
    QStringList links() const;

    QComboBox* m_choice;
    QWidget* m_own = nullptr;
    QWidget* m_other = nullptr;
    QLabel* m_sharing = nullptr;
    QPushButton* m_share = nullptr;
    QComboBox* m_links = nullptr;
    QLineEdit* m_link = nullptr;
    QPushButton* m_copy = nullptr;
    QLabel* m_watching = nullptr;
    QLabel* m_problem = nullptr;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_key = nullptr;
    QPushButton* m_reveal = nullptr;
    QLabel* m_note = nullptr;
    QComboBox* m_place = nullptr;
    QComboBox* m_ingest = nullptr; // a service's servers
    QPushButton* m_save = nullptr;
    QLabel* m_advice = nullptr;
    QLabel* m_problemOfSaved = nullptr; // why not all that are ticked can be gone to
    DestinationList* m_list;
    std::map<QString, std::optional<QString>>
        m_keys; // of ticked ones; nothing: the keychain has not answered
    std::map<QString, QString> m_typedKeys; // of saved ones, by people
    std::vector<SavedDestination> m_saved;
    std::vector<Service> m_services;
    ServerInfo m_info;
    bool m_shared = false;
    bool m_live = false;
};

} // namespace sluice
