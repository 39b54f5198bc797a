// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/FileFilters.h"

#include <QCoreApplication>

namespace sluice::filefilters {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(sluice::FileFilters)
};

const QString kMedia
    = QStringLiteral("*.mp4 *.m4v *.mov *.mkv *.webm *.ts *.m2ts *.flv *.avi *.mpg *.mpeg *.ogv *.m3u8 "
                     "*.mp3 *.m4a *.aac *.ogg *.opus *.flac *.wav");
const QString kPictures = QStringLiteral("*.png *.jpg *.jpeg *.webp *.svg *.gif *.bmp");

QString named(const QString& name, const QString& endings)
{
    return QStringLiteral("%1 (%2)").arg(name, endings);
}

QString all()
{
    return named(Texts::tr("All files"), QStringLiteral("*"));
}

} // namespace

QStringList media()
{
    return {named(Texts::tr("Video and sound"), kMedia), all()};
}

QStringList pictures()
{
    return {named(Texts::tr("Pictures"), kPictures), all()};
}

QStringList picturesAndMedia()
{
    return {named(Texts::tr("Pictures and video"), kPictures + QLatin1Char(' ') + kMedia), all()};
}

} // namespace sluice::filefilters
