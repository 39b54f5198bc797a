// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Error.h"

#include <array>

namespace sluice {

namespace {

struct Row {
    ErrorCode code;
    ErrorCategory category;
    std::string_view sentence;
};

using enum ErrorCategory;

// clang-format off
constexpr auto kTable = std::to_array<Row>({
    { ErrorCode::Cancelled, Cancelled, QT_TRANSLATE_NOOP("core", "Stopped.") },
    { ErrorCode::HostNotFound, Network, QT_TRANSLATE_NOOP("core", "There is no computer called “%1”. Check the spelling of the address and your network connection.") },
    { ErrorCode::ConnectionRefused, Network, QT_TRANSLATE_NOOP("core", "Nothing answers at %1. Check the address and port, and that the server is running.") },
    { ErrorCode::ConnectionTimedOut, Network, QT_TRANSLATE_NOOP("core", "%1 could not be reached in time. Check the address, your network connection and any firewall.") },
    { ErrorCode::ConnectionLost, Network, QT_TRANSLATE_NOOP("core", "The connection to %1 was lost. Check your network connection.") },
    { ErrorCode::NetworkUnreachable, Network, QT_TRANSLATE_NOOP("core", "There is no route to %1. Check that this computer is connected to the network.") },
    { ErrorCode::ServerSilent, Network, QT_TRANSLATE_NOOP("core", "%1 accepted the connection but sent nothing for %2 s. It may be overloaded or not a media server; try again or check the address.") },
    { ErrorCode::ServerTakesNothing, Network, QT_TRANSLATE_NOOP("core", "Nothing has reached %1 for %2 s: the network does not carry the stream there. Check your network connection.") },
    { ErrorCode::ServerClosed, Server, QT_TRANSLATE_NOOP("core", "%1 closed the connection. Check the address and stream name, and try again.") },
    { ErrorCode::NoSuchStream, Server, QT_TRANSLATE_NOOP("core", "The server at %1 answered, and has no stream called “%2”. Check the name, or wait for the stream to start.") },
    { ErrorCode::HttpStatus, Server, QT_TRANSLATE_NOOP("core", "The server at %1 answered with “%2”. Check the address.") },
    { ErrorCode::NameInUse, Server, QT_TRANSLATE_NOOP("core", "Somebody is already streaming as “%1”. Choose another name, or end the other stream.") },
    { ErrorCode::PathRefused, Server, QT_TRANSLATE_NOOP("core", "The server does not know the path “%1”. Check the part of the address before the stream key.") },
    { ErrorCode::PathProbablyRefused, Server, QT_TRANSLATE_NOOP("core", "%1 ended the connection when it heard the path “%2”, so it probably does not know it. Check the part of the address before the stream key.") },
    { ErrorCode::ServerRefused, Server, QT_TRANSLATE_NOOP("core", "The server refused the stream: %1. Check the address and the stream key.") },
    { ErrorCode::RefusedWithoutWords, Server, QT_TRANSLATE_NOOP("core", "The server refused the stream and did not say why. Check the address and the stream key.") },
    { ErrorCode::NotRtmp, Server, QT_TRANSLATE_NOOP("core", "%1 took the connection and ended it without speaking RTMP. Check the port, and whether the address is to begin with rtmp or rtmps.") },
    { ErrorCode::KeyRefused, Auth, QT_TRANSLATE_NOOP("core", "The server refused the stream key. Copy it again from the service’s page.") },
    { ErrorCode::KeyProbablyRefused, Auth, QT_TRANSLATE_NOOP("core", "%1 ended the connection right after the start, so the stream key was probably refused. Copy it again from the service’s page.") },
    { ErrorCode::LoginNeeded, Auth, QT_TRANSLATE_NOOP("core", "%1 wants a user name and a password. Write them in front of it in the address: name:password@%1") },
    { ErrorCode::LoginRefused, Auth, QT_TRANSLATE_NOOP("core", "%1 refused the user name or the password. Check both in the address.") },
    { ErrorCode::TlsUntrusted, Tls, QT_TRANSLATE_NOOP("core", "The certificate of %1 is not trusted: it has expired, or nobody whom this computer trusts vouches for it. Nothing was sent. Check the address and the date of this computer; a certificate of your own has to be made known to it.") },
    { ErrorCode::TlsExpired, Tls, QT_TRANSLATE_NOOP("core", "The certificate of %1 expired on %2, so nothing was sent. Check the date of this computer; if it is right, whoever runs the server has to renew the certificate.") },
    { ErrorCode::TlsNotYetValid, Tls, QT_TRANSLATE_NOOP("core", "The certificate of %1 is not valid before %2, so nothing was sent. Check the date of this computer; if it is right, ask who runs the server.") },
    { ErrorCode::TlsSelfSigned, Tls, QT_TRANSLATE_NOOP("core", "Nobody but %1 itself vouches for its certificate, so nothing was sent. If the server is yours, make its certificate known to this computer, or name it in the variable SSL_CERT_FILE; otherwise check the address.") },
    { ErrorCode::TlsUnknownIssuer, Tls, QT_TRANSLATE_NOOP("core", "The certificate of %1 was issued by “%2”, whom this computer does not trust, so nothing was sent. Check the address; if you trust the issuer, make it known to this computer, or name its certificate in the variable SSL_CERT_FILE.") },
    { ErrorCode::TlsWrongName, Tls, QT_TRANSLATE_NOOP("core", "The server shows a certificate that is not made out to %1, so nothing was sent. Check the address.") },
    { ErrorCode::TlsRefused, Tls, QT_TRANSLATE_NOOP("core", "%1 and this computer agree on no way to encrypt, so nothing was sent. The server may be too old, or want a certificate of yours: ask who runs it.") },
    { ErrorCode::TlsFailed, Tls, QT_TRANSLATE_NOOP("core", "No encrypted connection could be made with %1. Check the address, or ask whether the server offers TLS on this port.") },
    { ErrorCode::NoKeyframe, Format, QT_TRANSLATE_NOOP("core", "The stream brought no keyframe in %1 s, so there is nothing to show. Ask the sender for a shorter keyframe interval.") },
    { ErrorCode::NoMedia, Format, QT_TRANSLATE_NOOP("core", "There is no sound and no picture at %1. Check the address.") },
    { ErrorCode::NeverPlayed, Network, QT_TRANSLATE_NOOP("core", "The stream could not be started within %1 s. Check the address and try again.") },
    { ErrorCode::BadUrl, Config, QT_TRANSLATE_NOOP("core", "“%1” is not an address Sluice can open. Give one that begins with rtmp, rtmps, rtsp, http or https, or the path of a file.") },
    { ErrorCode::NoStreamKey, Config, QT_TRANSLATE_NOOP("core", "“%1” names a server and no stream. Add the stream key or the stream’s name.") },
    { ErrorCode::NotAServer, Config, QT_TRANSLATE_NOOP("core", "“%1” is not the address of a server alone. Give one such as rtmp://server/app, without user name, password, or anything that begins with “?” or “#”.") },
    { ErrorCode::UnsupportedProtocol, Config, QT_TRANSLATE_NOOP("core", "Sluice cannot open “%1” addresses. Use rtmp, rtmps, rtsp, http, https or a file.") },
    { ErrorCode::ForbiddenProtocol, Config, QT_TRANSLATE_NOOP("core", "The playlist points to a “%1” address, which a network playlist may not open. Ask its publisher to use https.") },
    { ErrorCode::FileNotFound, Config, QT_TRANSLATE_NOOP("core", "There is no file “%1”. Check the path.") },
    { ErrorCode::FileUnreadable, Config, QT_TRANSLATE_NOOP("core", "The file “%1” cannot be read: %2. Check its path and permissions.") },
    { ErrorCode::FileUnwritable, Config, QT_TRANSLATE_NOOP("core", "The file “%1” cannot be written: %2. Choose another name or folder.") },
    { ErrorCode::DiskTooSlow, Config, QT_TRANSLATE_NOOP("core", "The disk was too slow for “%1”, which lacks pictures. Choose a folder on another disk.") },
    { ErrorCode::RecordingName, Config, QT_TRANSLATE_NOOP("core", "The name “%1” does not say how to record. End it in .mkv, .mp4, .mov, .flv or .ts.") },
    { ErrorCode::SlateFailed, Config, QT_TRANSLATE_NOOP("core", "The slate “%1” cannot be shown: %2. Choose another file; without one it is a crossed-out camera.") },
    { ErrorCode::NotMedia, Format, QT_TRANSLATE_NOOP("core", "“%1” is not a sound or video that Sluice understands. Check that it is the right address or file.") },
    { ErrorCode::NeedsRanges, Format, QT_TRANSLATE_NOOP("core", "“%1” has its index at its end, and the server only sends files from their beginning. Download the file and open it from this computer.") },
    { ErrorCode::BadData, Format, QT_TRANSLATE_NOOP("core", "The data is damaged: %1.") },
    { ErrorCode::NoCamera, Device, QT_TRANSLATE_NOOP("core", "No camera was found. Connect one, or use the test picture.") },
    { ErrorCode::CameraNotFound, Device, QT_TRANSLATE_NOOP("core", "There is no camera “%1”. Connect it, or choose another one.") },
    { ErrorCode::NotACamera, Device, QT_TRANSLATE_NOOP("core", "“%1” is not a camera. Choose another one.") },
    { ErrorCode::CameraBusy, Device, QT_TRANSLATE_NOOP("core", "The camera “%1” is used by another program. Close that program, or choose another camera.") },
    { ErrorCode::CameraFailed, Device, QT_TRANSLATE_NOOP("core", "The camera “%1” gives no picture: %2. Unplug it and plug it in again, or choose another one.") },
    { ErrorCode::NoScreen, Device, QT_TRANSLATE_NOOP("core", "There is no display whose screen could be shown. Start Sluice in a desktop session, or choose the camera layout.") },
    { ErrorCode::ScreenOnWayland, Device, QT_TRANSLATE_NOOP("core", "In a Wayland session the screen cannot be shown yet. Log in with “Xorg” chosen on the login screen, or show a clip instead.") },
    { ErrorCode::ScreenNotFound, Device, QT_TRANSLATE_NOOP("core", "There is no screen or window “%1”. Choose another one.") },
    { ErrorCode::WindowGone, Device, QT_TRANSLATE_NOOP("core", "The window “%1” was closed or minimised. Open it again, or choose another one.") },
    { ErrorCode::ScreenFailed, Device, QT_TRANSLATE_NOOP("core", "“%1” cannot be shown: %2. Choose another screen or window.") },
    { ErrorCode::NoMicrophone, Device, QT_TRANSLATE_NOOP("core", "No microphone was found. Connect one, or go live without sound.") },
    { ErrorCode::MicrophoneNotFound, Device, QT_TRANSLATE_NOOP("core", "There is no microphone “%1”. Connect it, or choose another one.") },
    { ErrorCode::MicrophoneFailed, Device, QT_TRANSLATE_NOOP("core", "The microphone “%1” gives no sound: %2. Unplug it and plug it in again, or choose another one.") },
    { ErrorCode::NoSoundServer, Device, QT_TRANSLATE_NOOP("core", "There is no sound server (PulseAudio or PipeWire) to take the desktop sound from. Start it, or go live without desktop sound.") },
    { ErrorCode::DesktopSoundNotFound, Device, QT_TRANSLATE_NOOP("core", "The sound server has no source “%1”. Choose “default” for what the speaker plays, or a name that “pactl list short sources” prints.") },
    { ErrorCode::DesktopSoundFailed, Device, QT_TRANSLATE_NOOP("core", "The desktop sound “%1” cannot be taken: %2. Sluice goes on trying.") },
    { ErrorCode::NoSoundSystem, Device, QT_TRANSLATE_NOOP("core", "This computer has no sound system. Playing goes on without sound.") },
    { ErrorCode::SpeakerNotFound, Device, QT_TRANSLATE_NOOP("core", "There is no speaker “%1”. Connect it, or choose another one.") },
    { ErrorCode::SpeakerFailed, Device, QT_TRANSLATE_NOOP("core", "The speaker “%1” cannot be used: %2. Choose another one.") },
    { ErrorCode::NoDisplay, Device, QT_TRANSLATE_NOOP("core", "There is no display to open a window on. Use --headless, or start Sluice in a desktop session.") },
    { ErrorCode::EncoderMissing, Codec, QT_TRANSLATE_NOOP("core", "The encoder “%1” is not available on this computer. Choose another one in Settings, Encoding.") },
    { ErrorCode::EncoderFailed, Codec, QT_TRANSLATE_NOOP("core", "The encoder “%1” could not work: %2. Choose another one in Settings, Encoding.") },
    { ErrorCode::CodecNotForRtmp, Codec, QT_TRANSLATE_NOOP("core", "The FFmpeg that Sluice uses (%2) cannot send %1 over RTMP; 6.1 and later can. Choose an H.264 encoder in Settings, Encoding.") },
    { ErrorCode::CodecNotForBuiltIn, Codec, QT_TRANSLATE_NOOP("core", "The built-in server carries H.264 only: nobody there would see %1. Choose an H.264 encoder in Settings, Encoding.") },
    { ErrorCode::SoundFilterFailed, Codec, QT_TRANSLATE_NOOP("core", "The sound filter could not be used: %1. The sound goes on without it.") },
    { ErrorCode::DecoderMissing, Codec, QT_TRANSLATE_NOOP("core", "Sluice cannot play the format “%1”.") },
    { ErrorCode::DecoderFailed, Codec, QT_TRANSLATE_NOOP("core", "The %1 stream could not be decoded: %2. It may be damaged.") },
    { ErrorCode::BadSetting, Config, QT_TRANSLATE_NOOP("core", "%1 cannot be “%2”: %3.") },
    { ErrorCode::UnknownSetting, Config, QT_TRANSLATE_NOOP("core", "There is no setting “%1”. “sluice --help-settings” lists them all.") },
    { ErrorCode::UnknownSettingNear, Config, QT_TRANSLATE_NOOP("core", "There is no setting “%1”. Did you mean “%2”?") },
    { ErrorCode::NotSettings, Config, QT_TRANSLATE_NOOP("core", "“%1” is no file of settings: %2. Choose one that Sluice has exported.") },
    { ErrorCode::SettingsUnreadable, Config, QT_TRANSLATE_NOOP("core", "The settings in “%1” could not be understood: %2. Sluice starts with its defaults; the old file was kept as “%3”.") },
    { ErrorCode::BufferLowRule, Config, QT_TRANSLATE_NOOP("core", "The warning level (%1 ms) must be above zero and below the start level (%2 ms). Lower the one or raise the other.") },
    { ErrorCode::BufferStartRule, Config, QT_TRANSLATE_NOOP("core", "The start level (%1 ms) must not be above the resume level (%2 ms). Lower the one or raise the other.") },
    { ErrorCode::BufferTargetRule, Config, QT_TRANSLATE_NOOP("core", "The resume level (%1 ms) must not be above 80 % of the target (%2 ms). Lower the one or raise the other.") },
    { ErrorCode::BadCombination, Config, QT_TRANSLATE_NOOP("core", "These values do not go together: %1.") },
    { ErrorCode::BadTrace, Config, QT_TRANSLATE_NOOP("core", "The bandwidth trace cannot be used: “%1” %2. Choose another file.") },
    { ErrorCode::BadTraceLine, Config, QT_TRANSLATE_NOOP("core", "The bandwidth trace cannot be used: line %2 of “%1” %3. Choose another file.") },
    { ErrorCode::BadArgument, Config, QT_TRANSLATE_NOOP("core", "%1") },
    { ErrorCode::NginxMissing, Server, QT_TRANSLATE_NOOP("core", "The built-in server needs nginx. Install the packages nginx and libnginx-mod-rtmp; everything else works without them.") },
    { ErrorCode::NginxModuleMissing, Server, QT_TRANSLATE_NOOP("core", "The built-in server needs nginx’s RTMP module. Install the package libnginx-mod-rtmp; everything else works without it.") },
    { ErrorCode::NginxFailed, Server, QT_TRANSLATE_NOOP("core", "The built-in server could not start: %1.") },
    { ErrorCode::NoFreePort, Server, QT_TRANSLATE_NOOP("core", "No free port was found from %1 upwards. Close other servers, or choose another port in Settings, Built-in server.") },
    { ErrorCode::ServerKeepsFailing, Server, QT_TRANSLATE_NOOP("core", "The built-in server ended %1 times in a row and is not started again. Its last words are in the log.") },
    { ErrorCode::BuiltInServerStopped, Server, QT_TRANSLATE_NOOP("core", "The built-in server stopped or closed the connection. It is started again by itself, and then the broadcast goes on.") },
    { ErrorCode::BuiltInServerSilent, Server, QT_TRANSLATE_NOOP("core", "The built-in server does not answer. It is started again by itself, and then the broadcast goes on.") },
    { ErrorCode::ClockStuck, Internal, QT_TRANSLATE_NOOP("core", "Playing stood still although data was there, and could not be set going again. Open the address again, or choose another speaker.") },
    { ErrorCode::Internal, Internal, QT_TRANSLATE_NOOP("core", "Something went wrong inside Sluice: %1. Please report it.") },
});
// clang-format on

const Row& rowOf(ErrorCode code)
{
    for (const Row& row : kTable)
        if (row.code == code)
            return row;
    return kTable.back();
}

} // namespace

Error::Error(ErrorCode code, std::vector<std::string> args, std::string detail)
    : m_code(code)
    , m_sentence(rowOf(code).sentence, std::move(args))
    , m_detail(std::move(detail))
{ }

ErrorCategory Error::category() const
{
    return rowOf(m_code).category;
}

std::string_view categoryName(ErrorCategory category)
{
    switch (category) {
    case Cancelled:
        return "cancelled";
    case Network:
        return "network";
    case Server:
        return "server";
    case Auth:
        return "auth";
    case Tls:
        return "tls";
    case Device:
        return "device";
    case Format:
        return "format";
    case Codec:
        return "codec";
    case Config:
        return "config";
    case ErrorCategory::Internal:
        break;
    }
    return "internal";
}

} // namespace sluice
