<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>core</name>
    <message>
        <source>The built-in server does not answer. It is started again by itself, and then the broadcast goes on.</source>
        <translation>El servidor integrado no responde. Se inicia de nuevo por sí solo y la emisión continúa entonces.</translation>
    </message>
    <message>
        <source>The built-in server stopped or closed the connection. It is started again by itself, and then the broadcast goes on.</source>
        <translation>El servidor integrado se ha detenido o ha cerrado la conexión. Se inicia de nuevo por sí solo y la emisión continúa entonces.</translation>
    </message>
    <message>
        <source>The certificate of %1 was issued by “%2”, whom this computer does not trust, so nothing was sent. Check the address; if you trust the issuer, make it known to this computer, or name its certificate in the variable SSL_CERT_FILE.</source>
        <translation>El certificado de %1 lo emitió «%2», en quien este equipo no confía, así que no se ha enviado nada. Compruebe la dirección; si confía en el emisor, délo a conocer a este equipo o indique su certificado en la variable SSL_CERT_FILE.</translation>
    </message>
    <message>
        <source>Nobody but %1 itself vouches for its certificate, so nothing was sent. If the server is yours, make its certificate known to this computer, or name it in the variable SSL_CERT_FILE; otherwise check the address.</source>
        <translation>Nadie más que el propio %1 responde de su certificado, así que no se ha enviado nada. Si el servidor es suyo, dé a conocer su certificado a este equipo o indíquelo en la variable SSL_CERT_FILE; si no, compruebe la dirección.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not valid before %2, so nothing was sent. Check the date of this computer; if it is right, ask who runs the server.</source>
        <translation>El certificado de %1 no es válido antes del %2, así que no se ha enviado nada. Compruebe la fecha de este equipo; si es correcta, pregunte a quien administra el servidor.</translation>
    </message>
    <message>
        <source>The certificate of %1 expired on %2, so nothing was sent. Check the date of this computer; if it is right, whoever runs the server has to renew the certificate.</source>
        <translation>El certificado de %1 caducó el %2, así que no se ha enviado nada. Compruebe la fecha de este equipo; si es correcta, quien administra el servidor tiene que renovar el certificado.</translation>
    </message>
    <message>
        <source>“%1” is not the address of a server alone. Give one such as rtmp://server/app, without user name, password, or anything that begins with “?” or “#”.</source>
        <translation>«%1» no es solo la dirección de un servidor. Indique una como rtmp://servidor/aplicación, sin nombre de usuario, contraseña ni nada que empiece por «?» o «#».</translation>
    </message>
    <message>
        <source>Standard speaker</source>
        <translation>Altavoz estándar</translation>
    </message>
    <message>
        <source>Standard microphone</source>
        <translation>Micrófono estándar</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
    <message>
        <source>There is no computer called “%1”. Check the spelling of the address and your network connection.</source>
        <translation>No hay ningún equipo llamado «%1». Compruebe que la dirección está bien escrita y su conexión de red.</translation>
    </message>
    <message>
        <source>Nothing answers at %1. Check the address and port, and that the server is running.</source>
        <translation>Nadie responde en %1. Compruebe la dirección y el puerto, y que el servidor está en marcha.</translation>
    </message>
    <message>
        <source>%1 could not be reached in time. Check the address, your network connection and any firewall.</source>
        <translation>No se ha podido llegar a %1 a tiempo. Compruebe la dirección, su conexión de red y los cortafuegos.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost. Check your network connection.</source>
        <translation>Se ha perdido la conexión con %1. Compruebe su conexión de red.</translation>
    </message>
    <message>
        <source>There is no route to %1. Check that this computer is connected to the network.</source>
        <translation>No hay ruta hasta %1. Compruebe que este equipo está conectado a la red.</translation>
    </message>
    <message>
        <source>Nothing has reached %1 for %2 s: the network does not carry the stream there. Check your network connection.</source>
        <translation>No llega nada a %1 desde hace %2 s: la red no lleva la emisión hasta allí. Compruebe su conexión de red.</translation>
    </message>
    <message>
        <source>%1 accepted the connection but sent nothing for %2 s. It may be overloaded or not a media server; try again or check the address.</source>
        <translation>%1 aceptó la conexión, pero no envió nada durante %2 s. Puede estar saturado o no ser un servidor multimedia; inténtelo de nuevo o compruebe la dirección.</translation>
    </message>
    <message>
        <source>%1 closed the connection. Check the address and stream name, and try again.</source>
        <translation>%1 ha cerrado la conexión. Compruebe la dirección y el nombre de la emisión, e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The server at %1 answered, and has no stream called “%2”. Check the name, or wait for the stream to start.</source>
        <translation>El servidor de %1 ha respondido y no tiene ninguna emisión llamada «%2». Compruebe el nombre o espere a que empiece la emisión.</translation>
    </message>
    <message>
        <source>The server at %1 answered with “%2”. Check the address.</source>
        <translation>El servidor de %1 ha respondido «%2». Compruebe la dirección.</translation>
    </message>
    <message>
        <source>Somebody is already streaming as “%1”. Choose another name, or end the other stream.</source>
        <translation>Alguien está emitiendo ya como «%1». Elija otro nombre o termine la otra emisión.</translation>
    </message>
    <message>
        <source>The server does not know the path “%1”. Check the part of the address before the stream key.</source>
        <translation>El servidor no conoce la ruta «%1». Compruebe la parte de la dirección que va antes de la clave de emisión.</translation>
    </message>
    <message>
        <source>The server refused the stream: %1. Check the address and the stream key.</source>
        <translation>El servidor ha rechazado la emisión: %1. Compruebe la dirección y la clave de emisión.</translation>
    </message>
    <message>
        <source>The server refused the stream key. Copy it again from the service’s page.</source>
        <translation>El servidor ha rechazado la clave de emisión. Cópiela de nuevo de la página del servicio.</translation>
    </message>
    <message>
        <source>%1 ended the connection right after the start, so the stream key was probably refused. Copy it again from the service’s page.</source>
        <translation>%1 ha cortado la conexión nada más empezar, así que probablemente ha rechazado la clave de emisión. Cópiela de nuevo de la página del servicio.</translation>
    </message>
    <message>
        <source>%1 ended the connection when it heard the path “%2”, so it probably does not know it. Check the part of the address before the stream key.</source>
        <translation>%1 ha cortado la conexión al oír la ruta «%2», así que probablemente no la conoce. Compruebe la parte de la dirección que va antes de la clave de emisión.</translation>
    </message>
    <message>
        <source>it wants a user name and a password, which Sluice can give over rtmp only, not over rtmps</source>
        <translation>pide un nombre de usuario y una contraseña, que Sluice solo puede dar por rtmp, no por rtmps</translation>
    </message>
    <message>
        <source>The server refused the stream and did not say why. Check the address and the stream key.</source>
        <translation>El servidor rechazó la emisión y no dijo por qué. Compruebe la dirección y la clave de emisión.</translation>
    </message>
    <message>
        <source>%1 took the connection and ended it without speaking RTMP. Check the port, and whether the address is to begin with rtmp or rtmps.</source>
        <translation>%1 aceptó la conexión y la terminó sin hablar RTMP. Compruebe el puerto y si la dirección debe empezar por rtmp o por rtmps.</translation>
    </message>
    <message>
        <source>%1 wants a user name and a password. Write them in front of it in the address: name:password@%1</source>
        <translation>%1 pide un nombre de usuario y una contraseña. Escríbalos delante en la dirección: nombre:contraseña@%1</translation>
    </message>
    <message>
        <source>%1 refused the user name or the password. Check both in the address.</source>
        <translation>%1 rechazó el nombre de usuario o la contraseña. Compruebe ambos en la dirección.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: it has expired, or nobody whom this computer trusts vouches for it. Nothing was sent. Check the address and the date of this computer; a certificate of your own has to be made known to it.</source>
        <translation>El certificado de %1 no es de confianza: ha caducado, o no responde por él nadie en quien confíe este equipo. No se ha enviado nada. Compruebe la dirección y la fecha de este equipo; un certificado propio hay que dárselo a conocer.</translation>
    </message>
    <message>
        <source>The server shows a certificate that is not made out to %1, so nothing was sent. Check the address.</source>
        <translation>El servidor muestra un certificado que no está a nombre de %1, así que no se ha enviado nada. Compruebe la dirección.</translation>
    </message>
    <message>
        <source>%1 and this computer agree on no way to encrypt, so nothing was sent. The server may be too old, or want a certificate of yours: ask who runs it.</source>
        <translation>%1 y este equipo no coinciden en ninguna forma de cifrado, así que no se ha enviado nada. Puede que el servidor sea demasiado antiguo o que pida un certificado suyo: pregunte a quien lo administra.</translation>
    </message>
    <message>
        <source>“%1” names a server and no stream. Add the stream key or the stream’s name.</source>
        <translation>«%1» nombra un servidor y ninguna emisión. Añada la clave de emisión o el nombre de la emisión.</translation>
    </message>
    <message>
        <source>No encrypted connection could be made with %1. Check the address, or ask whether the server offers TLS on this port.</source>
        <translation>No se ha podido hacer una conexión cifrada con %1. Compruebe la dirección o pregunte si el servidor ofrece TLS en este puerto.</translation>
    </message>
    <message>
        <source>The stream brought no keyframe in %1 s, so there is nothing to show. Ask the sender for a shorter keyframe interval.</source>
        <translation>La emisión no ha traído ningún fotograma clave en %1 s, así que no hay nada que mostrar. Pida a quien emite un intervalo más corto entre fotogramas clave.</translation>
    </message>
    <message>
        <source>There is no sound and no picture at %1. Check the address.</source>
        <translation>No hay sonido ni imagen en %1. Compruebe la dirección.</translation>
    </message>
    <message>
        <source>The stream could not be started within %1 s. Check the address and try again.</source>
        <translation>La emisión no ha podido empezar en %1 s. Compruebe la dirección e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>“%1” is not an address Sluice can open. Give one that begins with rtmp, rtmps, rtsp, http or https, or the path of a file.</source>
        <translation>«%1» no es una dirección que Sluice pueda abrir. Escriba una que empiece por rtmp, rtmps, rtsp, http o https, o la ruta de un archivo.</translation>
    </message>
    <message>
        <source>Sluice cannot open “%1” addresses. Use rtmp, rtmps, rtsp, http, https or a file.</source>
        <translation>Sluice no puede abrir direcciones «%1». Use rtmp, rtmps, rtsp, http, https o un archivo.</translation>
    </message>
    <message>
        <source>The playlist points to a “%1” address, which a network playlist may not open. Ask its publisher to use https.</source>
        <translation>La lista de reproducción apunta a una dirección «%1», que una lista de la red no puede abrir. Pida a quien la publica que use https.</translation>
    </message>
    <message>
        <source>There is no file “%1”. Check the path.</source>
        <translation>No existe el archivo «%1». Compruebe la ruta.</translation>
    </message>
    <message>
        <source>The file “%1” cannot be read: %2. Check its path and permissions.</source>
        <translation>No se puede leer el archivo «%1»: %2. Compruebe su ruta y sus permisos.</translation>
    </message>
    <message>
        <source>the disk is nearly full</source>
        <translation>el disco está casi lleno</translation>
    </message>
    <message>
        <source>it was deleted meanwhile, and what was recorded with it</source>
        <translation>fue borrado entretanto, y con él lo grabado</translation>
    </message>
    <message>
        <source>The file “%1” cannot be written: %2. Choose another name or folder.</source>
        <translation>No se puede escribir el archivo «%1»: %2. Elija otro nombre u otra carpeta.</translation>
    </message>
    <message>
        <source>The name “%1” does not say how to record. End it in .mkv, .mp4, .mov, .flv or .ts.</source>
        <translation>El nombre «%1» no dice cómo grabar. Termínelo en .mkv, .mp4, .mov, .flv o .ts.</translation>
    </message>
    <message>
        <source>“%1” is not a sound or video that Sluice understands. Check that it is the right address or file.</source>
        <translation>«%1» no es un sonido ni un vídeo que Sluice entienda. Compruebe que es la dirección o el archivo correcto.</translation>
    </message>
    <message>
        <source>“%1” has its index at its end, and the server only sends files from their beginning. Download the file and open it from this computer.</source>
        <translation>«%1» tiene el índice al final y el servidor solo envía los archivos desde el principio. Descargue el archivo y ábralo desde este equipo.</translation>
    </message>
    <message>
        <source>The data is damaged: %1.</source>
        <translation>Los datos están dañados: %1.</translation>
    </message>
    <message>
        <source>No camera was found. Connect one, or use the test picture.</source>
        <translation>No se ha encontrado ninguna cámara. Conecte una o use la imagen de prueba.</translation>
    </message>
    <message>
        <source>There is no camera “%1”. Connect it, or choose another one.</source>
        <translation>No hay ninguna cámara «%1». Conéctela o elija otra.</translation>
    </message>
    <message>
        <source>“%1” is not a camera. Choose another one.</source>
        <translation>«%1» no es una cámara. Elija otra.</translation>
    </message>
    <message>
        <source>The camera “%1” is used by another program. Close that program, or choose another camera.</source>
        <translation>Otro programa está usando la cámara «%1». Ciérrelo o elija otra cámara.</translation>
    </message>
    <message>
        <source>The camera “%1” gives no picture: %2. Unplug it and plug it in again, or choose another one.</source>
        <translation>La cámara «%1» no da imagen: %2. Desenchúfela y vuelva a enchufarla, o elija otra.</translation>
    </message>
    <message>
        <source>No microphone was found. Connect one, or go live without sound.</source>
        <translation>No se ha encontrado ningún micrófono. Conecte uno o emita sin sonido.</translation>
    </message>
    <message>
        <source>There is no microphone “%1”. Connect it, or choose another one.</source>
        <translation>No hay ningún micrófono «%1». Conéctelo o elija otro.</translation>
    </message>
    <message>
        <source>The microphone “%1” gives no sound: %2. Unplug it and plug it in again, or choose another one.</source>
        <translation>El micrófono «%1» no da sonido: %2. Desenchúfelo y vuelva a enchufarlo, o elija otro.</translation>
    </message>
    <message>
        <source>This computer has no sound system. Playing goes on without sound.</source>
        <translation>Este equipo no tiene sistema de sonido. La reproducción sigue sin sonido.</translation>
    </message>
    <message>
        <source>There is no speaker “%1”. Connect it, or choose another one.</source>
        <translation>No hay ningún altavoz «%1». Conéctelo o elija otro.</translation>
    </message>
    <message>
        <source>The speaker “%1” cannot be used: %2. Choose another one.</source>
        <translation>No se puede usar el altavoz «%1»: %2. Elija otro.</translation>
    </message>
    <message>
        <source>There is no display to open a window on. Use --headless, or start Sluice in a desktop session.</source>
        <translation>No hay ninguna pantalla donde abrir la ventana. Use --headless o inicie Sluice en una sesión de escritorio.</translation>
    </message>
    <message>
        <source>The encoder “%1” is not available on this computer. Choose another one in Settings, Encoding.</source>
        <translation>El codificador «%1» no está disponible en este equipo. Elija otro en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>The encoder “%1” could not work: %2. Choose another one in Settings, Encoding.</source>
        <translation>El codificador «%1» no ha podido trabajar: %2. Elija otro en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>Sluice cannot play the format “%1”.</source>
        <translation>Sluice no puede reproducir el formato «%1».</translation>
    </message>
    <message>
        <source>The %1 stream could not be decoded: %2. It may be damaged.</source>
        <translation>No se ha podido descodificar %1: %2. Puede que esté dañado.</translation>
    </message>
    <message>
        <source>%1 cannot be “%2”: %3.</source>
        <translation>%1 no puede ser «%2»: %3.</translation>
    </message>
    <message>
        <source>There is no setting “%1”. “sluice --help-settings” lists them all.</source>
        <translation>No hay ningún ajuste «%1». «sluice --help-settings» los enumera todos.</translation>
    </message>
    <message>
        <source>There is no setting “%1”. Did you mean “%2”?</source>
        <translation>No hay ningún ajuste «%1». ¿Quería decir «%2»?</translation>
    </message>
    <message>
        <source>The settings in “%1” could not be understood: %2. Sluice starts with its defaults; the old file was kept as “%3”.</source>
        <translation>No se han podido entender los ajustes de «%1»: %2. Sluice empieza con los predeterminados; el archivo anterior se ha guardado como «%3».</translation>
    </message>
    <message>
        <source>The warning level (%1 ms) must be above zero and below the start level (%2 ms). Lower the one or raise the other.</source>
        <translation>El nivel de aviso (%1 ms) debe ser mayor que cero y menor que el de inicio (%2 ms). Baje uno o suba el otro.</translation>
    </message>
    <message>
        <source>The start level (%1 ms) must not be above the resume level (%2 ms). Lower the one or raise the other.</source>
        <translation>El nivel de inicio (%1 ms) no debe superar el de reanudación (%2 ms). Baje uno o suba el otro.</translation>
    </message>
    <message>
        <source>The resume level (%1 ms) must not be above 80 % of the target (%2 ms). Lower the one or raise the other.</source>
        <translation>El nivel de reanudación (%1 ms) no debe superar el 80 % del objetivo (%2 ms). Baje uno o suba el otro.</translation>
    </message>
    <message>
        <source>These values do not go together: %1.</source>
        <translation>Estos valores no encajan: %1.</translation>
    </message>
    <message>
        <source>%1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>The built-in server needs nginx. Install the packages nginx and libnginx-mod-rtmp; everything else works without them.</source>
        <translation>El servidor integrado necesita nginx. Instale los paquetes nginx y libnginx-mod-rtmp; todo lo demás funciona sin ellos.</translation>
    </message>
    <message>
        <source>The built-in server needs nginx’s RTMP module. Install the package libnginx-mod-rtmp; everything else works without it.</source>
        <translation>El servidor integrado necesita el módulo RTMP de nginx. Instale el paquete libnginx-mod-rtmp; todo lo demás funciona sin él.</translation>
    </message>
    <message>
        <source>The built-in server could not start: %1.</source>
        <translation>El servidor integrado no ha podido arrancar: %1.</translation>
    </message>
    <message>
        <source>No free port was found from %1 upwards. Close other servers, or choose another port in Settings, Built-in server.</source>
        <translation>No se ha encontrado ningún puerto libre a partir del %1. Cierre otros servidores o elija otro puerto en Ajustes, Servidor integrado.</translation>
    </message>
    <message>
        <source>The built-in server ended %1 times in a row and is not started again. Its last words are in the log.</source>
        <translation>El servidor integrado ha terminado %1 veces seguidas y no se vuelve a arrancar. Sus últimas palabras están en el registro.</translation>
    </message>
    <message>
        <source>Playing stood still although data was there, and could not be set going again. Open the address again, or choose another speaker.</source>
        <translation>La reproducción se ha quedado parada aunque había datos, y no se ha podido poner en marcha. Abra de nuevo la dirección o elija otro altavoz.</translation>
    </message>
    <message>
        <source>Something went wrong inside Sluice: %1. Please report it.</source>
        <translation>Algo ha fallado dentro de Sluice: %1. Comuníquelo, por favor.</translation>
    </message>
    <message>
        <source>No emulation</source>
        <translation>Sin emulación</translation>
    </message>
    <message>
        <source>Slow 3G (400 kb/s, 400 ms)</source>
        <translation>3G lento (400 kb/s, 400 ms)</translation>
    </message>
    <message>
        <source>3G (1.6 Mb/s, 300 ms)</source>
        <translation>3G (1,6 Mb/s, 300 ms)</translation>
    </message>
    <message>
        <source>4G (9 Mb/s, 170 ms)</source>
        <translation>4G (9 Mb/s, 170 ms)</translation>
    </message>
    <message>
        <source>LTE (12 Mb/s, 70 ms)</source>
        <translation>LTE (12 Mb/s, 70 ms)</translation>
    </message>
    <message>
        <source>Cable (5 Mb/s, 28 ms)</source>
        <translation>Cable (5 Mb/s, 28 ms)</translation>
    </message>
    <message>
        <source>Cascade (120 – 40 % of the stream, 30 s steps)</source>
        <translation>Cascada (120 – 40 % de la emisión, pasos de 30 s)</translation>
    </message>
    <message>
        <source>Spike (30 % of the stream for 10 s)</source>
        <translation>Pico (30 % de la emisión durante 10 s)</translation>
    </message>
    <message>
        <source>Slow jitter (50 % and 120 %, 5 s steps)</source>
        <translation>Vaivén lento (50 % y 120 %, pasos de 5 s)</translation>
    </message>
    <message>
        <source>Fast jitter (120 %, short drops to 50 %)</source>
        <translation>Vaivén rápido (120 %, caídas breves al 50 %)</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Reproduciendo</translation>
    </message>
    <message>
        <source>Playing again</source>
        <translation>Reproduciendo de nuevo</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>The stream has ended; playing what is left</source>
        <translation>La emisión ha terminado; se reproduce lo que queda</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>First picture</source>
        <translation>Primera imagen</translation>
    </message>
    <message>
        <source>Rebuffering: %1</source>
        <translation>Recargando el búfer: %1</translation>
    </message>
    <message>
        <source>Resumed after %1 s</source>
        <translation>Reanudado después de %1 s</translation>
    </message>
    <message>
        <source>Glitch: %1</source>
        <translation>Fallo breve: %1</translation>
    </message>
    <message>
        <source>No data arrives</source>
        <translation>No llegan datos</translation>
    </message>
    <message>
        <source>Data arrives again</source>
        <translation>Vuelven a llegar datos</translation>
    </message>
    <message>
        <source>Connection lost; reconnecting</source>
        <translation>Conexión perdida; reconectando</translation>
    </message>
    <message>
        <source>Now playing: %1</source>
        <translation>Suena: %1</translation>
    </message>
    <message>
        <source>Connected again</source>
        <translation>Conectado de nuevo</translation>
    </message>
    <message>
        <source>No picture arrives; playing sound alone</source>
        <translation>No llega imagen; se reproduce solo el sonido</translation>
    </message>
    <message>
        <source>No sound arrives; playing the picture alone</source>
        <translation>No llega sonido; se reproduce solo la imagen</translation>
    </message>
    <message>
        <source>The picture is back</source>
        <translation>Ha vuelto la imagen</translation>
    </message>
    <message>
        <source>The sound is back</source>
        <translation>Ha vuelto el sonido</translation>
    </message>
    <message>
        <source>Playing stood still; set going again</source>
        <translation>La reproducción se paró; puesta en marcha de nuevo</translation>
    </message>
    <message>
        <source>Buffer settings changed: target %1 s</source>
        <translation>Ajustes del búfer cambiados: objetivo %1 s</translation>
    </message>
    <message>
        <source>Seek</source>
        <translation>Salto de posición</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Ha fallado</translation>
    </message>
    <message>
        <source>Skipped %1 s to be live again</source>
        <translation>Saltados %1 s para volver al directo</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Abriendo</translation>
    </message>
    <message>
        <source>The link emulator ended the connection</source>
        <translation>El emulador de enlace ha cortado la conexión</translation>
    </message>
    <message>
        <source>Link emulator: %1</source>
        <translation>Emulador de enlace: %1</translation>
    </message>
    <message>
        <source>Link cut for %1 s</source>
        <translation>Enlace cortado durante %1 s</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Conectado</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Stream ended</source>
        <translation>Emisión terminada</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En directo</translation>
    </message>
    <message>
        <source>Live again</source>
        <translation>En directo de nuevo</translation>
    </message>
    <message>
        <source>The camera is back</source>
        <translation>Ha vuelto la cámara</translation>
    </message>
    <message>
        <source>The microphone is back</source>
        <translation>Ha vuelto el micrófono</translation>
    </message>
    <message>
        <source>it must be %1</source>
        <translation>debe ser %1</translation>
    </message>
    <message>
        <source>sound of an unknown kind</source>
        <translation>sonido de un tipo desconocido</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>no hay memoria suficiente</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>no responde</translation>
    </message>
    <message>
        <source>its disk does not answer</source>
        <translation>su disco no responde</translation>
    </message>
    <message>
        <source>a picture without size</source>
        <translation>una imagen sin tamaño</translation>
    </message>
    <message>
        <source>a picture of a layout that cannot be converted</source>
        <translation>una imagen con un formato de píxeles que no se puede convertir</translation>
    </message>
    <message>
        <source>a picture that cannot be converted</source>
        <translation>una imagen que no se puede convertir</translation>
    </message>
    <message>
        <source>a packet of more than 2 GiB</source>
        <translation>un paquete de más de 2 GiB</translation>
    </message>
    <message>
        <source>its ending names no format Sluice can write</source>
        <translation>su extensión no corresponde a ningún formato que Sluice pueda escribir</translation>
    </message>
    <message>
        <source>it sends damaged pictures only, perhaps because of its cable</source>
        <translation>solo envía imágenes dañadas, quizá por su cable</translation>
    </message>
    <message>
        <source>it stopped sending pictures</source>
        <translation>ha dejado de enviar imágenes</translation>
    </message>
    <message>
        <source>the file has no picture</source>
        <translation>el archivo no tiene imagen</translation>
    </message>
    <message>
        <source>the file has no sound</source>
        <translation>el archivo no tiene sonido</translation>
    </message>
    <message>
        <source>the file changes its sound format on the way</source>
        <translation>el archivo cambia de formato de sonido a mitad</translation>
    </message>
    <message>
        <source>it stopped sending</source>
        <translation>ha dejado de enviar</translation>
    </message>
    <message>
        <source>A bandwidth and a bandwidth trace cannot be used together. Leave one of them out.</source>
        <translation>No se pueden usar a la vez un ancho de banda y una traza de ancho de banda. Quite uno de los dos.</translation>
    </message>
    <message>
        <source>loss can only be emulated for datagrams, such as RTSP over UDP: this address is read over a connection that sends lost data again. Use jitter or stall instead.</source>
        <translation>La pérdida solo se puede emular con datagramas, como RTSP sobre UDP: esta dirección se lee por una conexión que reenvía los datos perdidos. Use «jitter» o «stall» en su lugar.</translation>
    </message>
    <message>
        <source>the playback speed must stay between 0.8 and 1.25 and include 1</source>
        <translation>la velocidad de reproducción debe estar entre 0,8 y 1,25 e incluir 1</translation>
    </message>
    <message>
        <source>memory and times cannot be negative, and the memory cap not zero</source>
        <translation>la memoria y los tiempos no pueden ser negativos, y el límite de memoria no puede ser cero</translation>
    </message>
    <message>
        <source>it stopped playing</source>
        <translation>ha dejado de sonar</translation>
    </message>
    <message>
        <source>the disk is too slow</source>
        <translation>el disco es demasiado lento</translation>
    </message>
    <message>
        <source>it has reached 4 GiB, the most a WAV file can hold</source>
        <translation>ha llegado a 4 GiB, lo máximo que cabe en un archivo WAV</translation>
    </message>
    <message>
        <source>it ended before any sound or picture came</source>
        <translation>terminó antes de que llegara sonido o imagen</translation>
    </message>
    <message>
        <source>the path is too long for a socket</source>
        <translation>la ruta es demasiado larga para un socket</translation>
    </message>
    <message>
        <source>it is not running</source>
        <translation>no está en marcha</translation>
    </message>
    <message>
        <source>A folder of the built-in server</source>
        <translation>Una carpeta del servidor integrado</translation>
    </message>
    <message>
        <source>its path must be plain and absolute</source>
        <translation>su ruta debe ser sencilla y absoluta</translation>
    </message>
    <message>
        <source>A port of the built-in server</source>
        <translation>Un puerto del servidor integrado</translation>
    </message>
    <message>
        <source>ports go from 1 to 65535</source>
        <translation>los puertos van de 1 a 65535</translation>
    </message>
    <message>
        <source>The HTTP port</source>
        <translation>El puerto HTTP</translation>
    </message>
    <message>
        <source>RTMP uses it already</source>
        <translation>RTMP ya lo usa</translation>
    </message>
    <message>
        <source>The name of the stream</source>
        <translation>El nombre de la emisión</translation>
    </message>
    <message>
        <source>use 1 to 64 letters, digits, - and _</source>
        <translation>use de 1 a 64 letras, cifras, - y _</translation>
    </message>
    <message>
        <source>The length of a piece</source>
        <translation>La duración de un fragmento</translation>
    </message>
    <message>
        <source>use 0.5 to 10 s</source>
        <translation>use de 0,5 a 10 s</translation>
    </message>
    <message>
        <source>The key of the built-in server</source>
        <translation>La clave del servidor integrado</translation>
    </message>
    <message>
        <source>use 8 to 64 letters, digits, - and _, not the name</source>
        <translation>use de 8 a 64 letras, cifras, - y _, y no el nombre</translation>
    </message>
    <message>
        <source>the disk may be full</source>
        <translation>puede que el disco esté lleno</translation>
    </message>
    <message>
        <source>it did not answer in time</source>
        <translation>no respondió a tiempo</translation>
    </message>
    <message>
        <source>A camera is the name of a device, “test”, or “file:” and the path of a video.</source>
        <translation>Una cámara es el nombre de un dispositivo, «test», o «file:» y la ruta de un vídeo.</translation>
    </message>
    <message>
        <source>A microphone is the name of a device, “tone”, “none”, or “file:” and the path of a sound file.</source>
        <translation>Un micrófono es el nombre de un dispositivo, «tone», «none», o «file:» y la ruta de un archivo de sonido.</translation>
    </message>
    <message>
        <source>A sound output is the name of a device, “null”, or “file:” and a path that ends in .wav.</source>
        <translation>Una salida de sonido es el nombre de un dispositivo, «null», o «file:» y una ruta que termine en .wav.</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>es demasiado grande</translation>
    </message>
    <message>
        <source>it is too large for a settings file</source>
        <translation>es demasiado grande para un archivo de ajustes</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>no es un objeto JSON</translation>
    </message>
    <message>
        <source>1 to %1 letters from a to z or A to Z, digits, “-” and “_”</source>
        <translation>de 1 a %1 letras de la a a la z o de la A a la Z, cifras, «-» y «_»</translation>
    </message>
    <message>
        <source>the name of a camera, “test”, or “file:” and a path</source>
        <translation>el nombre de una cámara, «test», o «file:» y una ruta</translation>
    </message>
    <message>
        <source>the name of a microphone, “tone”, “none”, or “file:” and a path</source>
        <translation>el nombre de un micrófono, «tone», «none», o «file:» y una ruta</translation>
    </message>
    <message>
        <source>the name of a speaker, “null”, or “file:” and a path that ends in .wav</source>
        <translation>el nombre de un altavoz, «null», o «file:» y una ruta que termine en .wav</translation>
    </message>
    <message>
        <source>text without control characters, at most %1 bytes</source>
        <translation>texto sin caracteres de control, como mucho %1 bytes</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 o %2</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true o false</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2%3</source>
        <translation>un número entero de %1 a %2%3</translation>
    </message>
    <message>
        <source>a number from %1 to %2%3</source>
        <translation>un número de %1 a %2%3</translation>
    </message>
    <message>
        <source>WIDTHxHEIGHT, even numbers from %1x%2 to %3x%4</source>
        <translation>ANCHOxALTO, números pares de %1x%2 a %3x%4</translation>
    </message>
    <message>
        <source>it is not an ordinary file</source>
        <translation>no es un archivo normal</translation>
    </message>
    <message>
        <source>These settings fit: no stall, and a lower start level gains nothing.</source>
        <translation>Estos ajustes van bien: ninguna interrupción, y con un nivel de inicio menor no se gana nada.</translation>
    </message>
    <message>
        <source>No stall. A start level of %1 s would have been enough: playing would have begun %2 s sooner.</source>
        <translation>Ninguna interrupción. Un nivel de inicio de %1 s habría bastado: la reproducción habría empezado %2 s antes.</translation>
    </message>
    <message>
        <source>A start level of %1 s would have avoided the stall of %2 s; playing would have begun %3 s later.</source>
        <translation>Un nivel de inicio de %1 s habría evitado la interrupción de %2 s; la reproducción habría empezado %3 s más tarde.</translation>
    </message>
    <message>
        <source>A start level of %1 s would have avoided all %2 stalls (%3 s); playing would have begun %4 s later.</source>
        <translation>Un nivel de inicio de %1 s habría evitado las %2 interrupciones (%3 s); la reproducción habría empezado %4 s más tarde.</translation>
    </message>
    <message>
        <source>No start level avoids every stall. With %1 s there would have been %2 (%3 s) instead of %4 (%5 s).</source>
        <translation>Ningún nivel de inicio evita todas las interrupciones. Con %1 s habrían sido %2 (%3 s) en vez de %4 (%5 s).</translation>
    </message>
    <message>
        <source>No start level would have helped: the stream stayed away for longer than any of them holds, or came more slowly than it plays (%1 stalls, %2 s).</source>
        <translation>Ningún nivel de inicio habría servido: la emisión faltó más tiempo del que cabe en cualquiera de ellos, o llegaba más despacio de lo que se reproduce (%1 interrupciones, %2 s).</translation>
    </message>
    <message>
        <source>Playing would not have begun. With a start level of %1 s it would have.</source>
        <translation>La reproducción no habría empezado. Con un nivel de inicio de %1 s, sí.</translation>
    </message>
    <message>
        <source>Playing would not have begun with any start level.</source>
        <translation>La reproducción no habría empezado con ningún nivel de inicio.</translation>
    </message>
    <message>
        <source>first picture, ms</source>
        <translation>primera imagen, ms</translation>
    </message>
    <message>
        <source>playing after, ms</source>
        <translation>reproduce tras, ms</translation>
    </message>
    <message>
        <source>watched, ms</source>
        <translation>visto, ms</translation>
    </message>
    <message>
        <source>stalls</source>
        <translation>interrupciones</translation>
    </message>
    <message>
        <source>stalled, ms</source>
        <translation>interrumpido, ms</translation>
    </message>
    <message>
        <source>stalled, %</source>
        <translation>interrumpido, %</translation>
    </message>
    <message>
        <source>smoothness</source>
        <translation>fluidez</translation>
    </message>
    <message>
        <source>glitches</source>
        <translation>fallos de salida</translation>
    </message>
    <message>
        <source>frames shown</source>
        <translation>fotogramas mostrados</translation>
    </message>
    <message>
        <source>frames late</source>
        <translation>fotogramas tardíos</translation>
    </message>
    <message>
        <source>frames dropped</source>
        <translation>fotogramas descartados</translation>
    </message>
    <message>
        <source>level, mean ms</source>
        <translation>nivel, media ms</translation>
    </message>
    <message>
        <source>latency, mean ms</source>
        <translation>latencia, media ms</translation>
    </message>
    <message>
        <source>latency, p95 ms</source>
        <translation>latencia, p95 ms</translation>
    </message>
    <message>
        <source>arriving, kb/s</source>
        <translation>llega, kb/s</translation>
    </message>
    <message>
        <source>off speed, ms</source>
        <translation>fuera de velocidad, ms</translation>
    </message>
    <message>
        <source>trims</source>
        <translation>recortes</translation>
    </message>
    <message>
        <source>reconnects</source>
        <translation>reconexiones</translation>
    </message>
    <message>
        <source>This file is no report of a watched session. Choose one that was exported, or written with --report.</source>
        <translation>Este archivo no es el informe de una sesión vista. Elija uno exportado, o escrito con --report.</translation>
    </message>
    <message>
        <source>The timeline beside the report cannot be read. Export the session again, or take that file away.</source>
        <translation>No se puede leer la línea de tiempo que acompaña al informe. Exporte la sesión de nuevo o retire ese archivo.</translation>
    </message>
    <message>
        <source>Page for a ticket (HTML)</source>
        <translation>Página para una incidencia (HTML)</translation>
    </message>
    <message>
        <source>Report (JSON)</source>
        <translation>Informe (JSON)</translation>
    </message>
    <message>
        <source>Timeline (CSV)</source>
        <translation>Línea de tiempo (CSV)</translation>
    </message>
    <message>
        <source>Timeline in CMCD’s names (CSV)</source>
        <translation>Línea de tiempo con los nombres de CMCD (CSV)</translation>
    </message>
    <message>
        <source>What arrived, to simulate with</source>
        <translation>Lo que llegó, para simular</translation>
    </message>
    <message>
        <source>Graph (PNG)</source>
        <translation>Gráfico (PNG)</translation>
    </message>
    <message>
        <source>Graph (SVG)</source>
        <translation>Gráfico (SVG)</translation>
    </message>
    <message>
        <source>network</source>
        <translation>red</translation>
    </message>
    <message>
        <source>source</source>
        <translation>fuente</translation>
    </message>
    <message>
        <source>emulated</source>
        <translation>emulado</translation>
    </message>
    <message>
        <source>device</source>
        <translation>dispositivo</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>decodificador</translation>
    </message>
    <message>
        <source>The stream&apos;s time stamps jump</source>
        <translation>Las marcas de tiempo de la emisión dan un salto</translation>
    </message>
    <message>
        <source>“%1” is no file of settings: %2. Choose one that Sluice has exported.</source>
        <translation>«%1» no es un archivo de ajustes: %2. Elija uno que Sluice haya exportado.</translation>
    </message>
    <message>
        <source>Plays faster: %1 times</source>
        <translation>Reproduce más deprisa: %1 veces</translation>
    </message>
    <message>
        <source>Plays slower: %1 times</source>
        <translation>Reproduce más despacio: %1 veces</translation>
    </message>
    <message>
        <source>Back to normal speed</source>
        <translation>Velocidad normal de nuevo</translation>
    </message>
    <message>
        <source>Target raised to %1 s after a stall</source>
        <translation>Objetivo elevado a %1 s tras una interrupción</translation>
    </message>
    <message>
        <source>Target down to %1 s again</source>
        <translation>Objetivo bajado de nuevo a %1 s</translation>
    </message>
    <message>
        <source>latency is</source>
        <translation>la latencia está</translation>
    </message>
    <message>
        <source>at</source>
        <translation>en</translation>
    </message>
    <message>
        <source>for</source>
        <translation>durante</translation>
    </message>
    <message>
        <source>cause</source>
        <translation>causa</translation>
    </message>
    <message>
        <source>down for</source>
        <translation>sin conexión</translation>
    </message>
    <message>
        <source>why</source>
        <translation>por qué</translation>
    </message>
    <message>
        <source>what</source>
        <translation>qué</translation>
    </message>
    <message>
        <source>in words</source>
        <translation>en palabras</translation>
    </message>
    <message>
        <source>None were kept.</source>
        <translation>No se guardó ninguno.</translation>
    </message>
    <message>
        <source>It never played.</source>
        <translation>Nunca llegó a reproducirse.</translation>
    </message>
    <message>
        <source>Playing after %1, no stall in %2.</source>
        <translation>Reproduce tras %1, sin interrupciones en %2.</translation>
    </message>
    <message>
        <source>Playing after %1, 1 stall (%2, %3 % of %4).</source>
        <translation>Reproduce tras %1, 1 interrupción (%2, %3 % de %4).</translation>
    </message>
    <message>
        <source>Playing after %1, %2 stalls (%3, %4 % of %5).</source>
        <translation>Reproduce tras %1, %2 interrupciones (%3, %4 % de %5).</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>No hay.</translation>
    </message>
    <message>
        <source>Sluice session: %1</source>
        <translation>Sesión de Sluice: %1</translation>
    </message>
    <message>
        <source>state: %1</source>
        <translation>estado: %1</translation>
    </message>
    <message>
        <source>Buffer over the session: %1</source>
        <translation>El búfer durante la sesión: %1</translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation>Búfer</translation>
    </message>
    <message>
        <source>Quality of experience</source>
        <translation>Calidad de la experiencia</translation>
    </message>
    <message>
        <source>Stalls</source>
        <translation>Interrupciones</translation>
    </message>
    <message>
        <source>Reconnects</source>
        <translation>Reconexiones</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Sucesos</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>inactivo</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>abriendo</translation>
    </message>
    <message>
        <source>priming</source>
        <translation>llenando</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>se ve</translation>
    </message>
    <message>
        <source>rebuffering</source>
        <translation>recarga</translation>
    </message>
    <message>
        <source>seeking</source>
        <translation>buscando</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>reconectando</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>vaciando</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>terminado</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallido</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>estimada</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>medida</translation>
    </message>
    <message>
        <source>no timeline was kept</source>
        <translation>no se guardó ninguna cronología</translation>
    </message>
    <message>
        <source>low</source>
        <translation>bajo</translation>
    </message>
    <message>
        <source>start</source>
        <translation>inicio</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>reanudar</translation>
    </message>
    <message>
        <source>target</source>
        <translation>objetivo</translation>
    </message>
    <message>
        <source>level</source>
        <translation>nivel</translation>
    </message>
    <message>
        <source>arriving</source>
        <translation>llega</translation>
    </message>
    <message>
        <source>offered by the link</source>
        <translation>ofrece el enlace</translation>
    </message>
    <message>
        <source>stalled: %1</source>
        <translation>interrupción: %1</translation>
    </message>
    <message>
        <source>glitch of the decoder</source>
        <translation>fallo del decodificador</translation>
    </message>
    <message>
        <source>glitch of the sound device</source>
        <translation>fallo del dispositivo de sonido</translation>
    </message>
    <message>
        <source>other speed</source>
        <translation>otra velocidad</translation>
    </message>
    <message>
        <source>skipped to be live</source>
        <translation>salto para ir en directo</translation>
    </message>
    <message>
        <source>discontinuity</source>
        <translation>discontinuidad</translation>
    </message>
    <message>
        <source>reconnect</source>
        <translation>reconexión</translation>
    </message>
    <message>
        <source>other setting</source>
        <translation>otro ajuste</translation>
    </message>
    <message>
        <source>link cut</source>
        <translation>corte del enlace</translation>
    </message>
    <message>
        <source>other link</source>
        <translation>otro enlace</translation>
    </message>
    <message>
        <source>connection reset</source>
        <translation>conexión reiniciada</translation>
    </message>
    <message>
        <source>other event</source>
        <translation>otro suceso</translation>
    </message>
    <message>
        <source>Speed %1×</source>
        <translation>Velocidad %1×</translation>
    </message>
    <message>
        <source>reading it takes too long</source>
        <translation>su lectura tarda demasiado</translation>
    </message>
    <message>
        <source>The bandwidth trace cannot be used: “%1” %2. Choose another file.</source>
        <translation>La traza de ancho de banda no sirve: «%1» %2. Elija otro archivo.</translation>
    </message>
    <message>
        <source>The bandwidth trace cannot be used: line %2 of “%1” %3. Choose another file.</source>
        <translation>La traza de ancho de banda no sirve: la línea %2 de «%1» %3. Elija otro archivo.</translation>
    </message>
    <message>
        <source>has a time that runs backwards</source>
        <translation>tiene un tiempo que va hacia atrás</translation>
    </message>
    <message>
        <source>has a rate outside of 0 to 10 Gbit/s</source>
        <translation>tiene una tasa fuera de 0 a 10 Gbit/s</translation>
    </message>
    <message>
        <source>makes the trace longer than 11 days</source>
        <translation>alarga la traza a más de 11 días</translation>
    </message>
    <message>
        <source>has no rates in it</source>
        <translation>no contiene ninguna tasa</translation>
    </message>
    <message>
        <source>never lets a byte pass</source>
        <translation>nunca deja pasar un byte</translation>
    </message>
    <message>
        <source>is not a whole number of milliseconds</source>
        <translation>no es un número entero de milisegundos</translation>
    </message>
    <message>
        <source>goes back in time</source>
        <translation>retrocede en el tiempo</translation>
    </message>
    <message>
        <source>is not a time in seconds and a rate in Mbit/s</source>
        <translation>no es un tiempo en segundos y una tasa en Mbit/s</translation>
    </message>
    <message>
        <source>does not end in a number of bytes and of milliseconds</source>
        <translation>no termina en un número de bytes y otro de milisegundos</translation>
    </message>
    <message>
        <source>has an impossible length of time</source>
        <translation>tiene una duración imposible</translation>
    </message>
    <message>
        <source>has bytes in no time</source>
        <translation>tiene bytes en un tiempo nulo</translation>
    </message>
    <message>
        <source>is larger than 32 MiB</source>
        <translation>ocupa más de 32 MiB</translation>
    </message>
    <message>
        <source>is in no known format: 1 column (Mahimahi), 2 columns (seconds and Mbit/s) or 6 columns (bandwidth logs)</source>
        <translation>no está en ningún formato conocido: 1 columna (Mahimahi), 2 columnas (segundos y Mbit/s) o 6 columnas (registros de ancho de banda)</translation>
    </message>
    <message>
        <source>has more or fewer columns than the first line</source>
        <translation>tiene más o menos columnas que la primera línea</translation>
    </message>
    <message>
        <source>has more than two million lines</source>
        <translation>tiene más de dos millones de líneas</translation>
    </message>
    <message>
        <source>There is no sound server (PulseAudio or PipeWire) to take the desktop sound from. Start it, or go live without desktop sound.</source>
        <translation>No hay servidor de sonido (PulseAudio o PipeWire) del que tomar el sonido del escritorio. Inícielo o emita sin sonido del escritorio.</translation>
    </message>
    <message>
        <source>The sound server has no source “%1”. Choose “default” for what the speaker plays, or a name that “pactl list short sources” prints.</source>
        <translation>El servidor de sonido no tiene ninguna fuente «%1». Elija «default» para lo que suena por el altavoz o un nombre que muestre «pactl list short sources».</translation>
    </message>
    <message>
        <source>The desktop sound “%1” cannot be taken: %2. Sluice goes on trying.</source>
        <translation>No se puede tomar el sonido del escritorio «%1»: %2. Sluice lo sigue intentando.</translation>
    </message>
    <message>
        <source>the sound server does not answer</source>
        <translation>el servidor de sonido no responde</translation>
    </message>
    <message>
        <source>the sound server went away</source>
        <translation>el servidor de sonido se ha ido</translation>
    </message>
    <message>
        <source>The microphone is silent</source>
        <translation>El micrófono está en silencio</translation>
    </message>
    <message>
        <source>The microphone can be heard again</source>
        <translation>El micrófono se oye de nuevo</translation>
    </message>
    <message>
        <source>The desktop sound is back</source>
        <translation>El sonido del escritorio ha vuelto</translation>
    </message>
    <message>
        <source>Desktop sound is “default”, the name of one of the sound server’s sources, “none”, “tone”, or “file:” and the path of a sound file.</source>
        <translation>El sonido del escritorio es «default», el nombre de una fuente del servidor de sonido, «none», «tone», o «file:» y la ruta de un archivo de sonido.</translation>
    </message>
    <message>
        <source>“default”, the name of a source of the sound server, “none”, “tone”, or “file:” and a path</source>
        <translation>«default», el nombre de una fuente del servidor de sonido, «none», «tone», o «file:» y una ruta</translation>
    </message>
    <message>
        <source>nothing comes out of it</source>
        <translation>no sale nada de él</translation>
    </message>
    <message>
        <source>The sound filter could not be used: %1. The sound goes on without it.</source>
        <translation>No se pudo usar el filtro de sonido: %1. El sonido sigue sin él.</translation>
    </message>
    <message>
        <source>this FFmpeg cannot do it</source>
        <translation>este FFmpeg no sabe hacerlo</translation>
    </message>
    <message>
        <source>There is no display whose screen could be shown. Start Sluice in a desktop session, or choose the camera layout.</source>
        <translation>No hay ninguna pantalla que mostrar. Inicie Sluice en una sesión de escritorio o elija la cámara como composición.</translation>
    </message>
    <message>
        <source>In a Wayland session the screen cannot be shown yet. Log in with “Xorg” chosen on the login screen, or show a clip instead.</source>
        <translation>En una sesión de Wayland todavía no se puede mostrar la pantalla. Entre eligiendo «Xorg» al iniciar sesión o muestre un clip.</translation>
    </message>
    <message>
        <source>There is no screen or window “%1”. Choose another one.</source>
        <translation>No hay ninguna pantalla ni ventana «%1». Elija otra.</translation>
    </message>
    <message>
        <source>The window “%1” was closed or minimised. Open it again, or choose another one.</source>
        <translation>La ventana «%1» se ha cerrado o minimizado. Vuelva a abrirla o elija otra.</translation>
    </message>
    <message>
        <source>“%1” cannot be shown: %2. Choose another screen or window.</source>
        <translation>No se puede mostrar «%1»: %2. Elija otra pantalla o ventana.</translation>
    </message>
    <message>
        <source>it lies outside of the screen</source>
        <translation>queda fuera de la pantalla</translation>
    </message>
    <message>
        <source>Showing the camera</source>
        <translation>Se muestra la cámara</translation>
    </message>
    <message>
        <source>Showing the screen</source>
        <translation>Se muestra la pantalla</translation>
    </message>
    <message>
        <source>Showing the screen and the camera</source>
        <translation>Se muestran la pantalla y la cámara</translation>
    </message>
    <message>
        <source>Showing the slate</source>
        <translation>Se muestra la cortinilla</translation>
    </message>
    <message>
        <source>The screen is back</source>
        <translation>La pantalla ha vuelto</translation>
    </message>
    <message>
        <source>A screen is “screen”, “monitor:” and a name, “window:” and its number or title, “region:1280x720+0+0”, “test”, or “file:” and the path of a video.</source>
        <translation>Una pantalla es «screen», «monitor:» y un nombre, «window:» y su número o título, «region:1280x720+0+0», «test», o «file:» y la ruta de un vídeo.</translation>
    </message>
    <message>
        <source>“screen”, “monitor:” and a name, “window:” and a number or title, “region:1280x720+0+0”, “test”, or “file:” and a path</source>
        <translation>«screen», «monitor:» y un nombre, «window:» y un número o título, «region:1280x720+0+0», «test», o «file:» y una ruta</translation>
    </message>
    <message>
        <source>The network is calm. Video bitrate raised to %1 kb/s</source>
        <translation>La red está tranquila. Tasa de bits del vídeo subida a %1 kb/s</translation>
    </message>
    <message>
        <source>The network carried %1 of %2 Mb/s. Video bitrate lowered to %3 kb/s</source>
        <translation>La red llevó %1 de %2 Mb/s. Tasa de bits del vídeo bajada a %3 kb/s</translation>
    </message>
    <message>
        <source>The network did not keep up. Video bitrate lowered to %1 kb/s</source>
        <translation>La red no dio abasto. Tasa de bits del vídeo bajada a %1 kb/s</translation>
    </message>
    <message>
        <source>%1 takes too little. Frames left out there: %2</source>
        <translation>%1 acepta demasiado poco. Imágenes omitidas allí: %2</translation>
    </message>
    <message>
        <source>This computer did not keep up. Pictures left out: %1</source>
        <translation>Este equipo no dio abasto. Imágenes omitidas: %1</translation>
    </message>
    <message>
        <source>The network was too slow. Frames left out: %1</source>
        <translation>La red fue demasiado lenta. Imágenes omitidas: %1</translation>
    </message>
    <message>
        <source>%1 takes too little. Frames are left out there.</source>
        <translation>%1 acepta demasiado poco. Allí se omiten imágenes.</translation>
    </message>
    <message>
        <source>The network is too slow. Frames are left out.</source>
        <translation>La red es demasiado lenta. Se omiten imágenes.</translation>
    </message>
    <message>
        <source>The network carried %1 of %2 Mb/s. The video bitrate is %3 kb/s now.</source>
        <translation>La red llevó %1 de %2 Mb/s. La tasa de bits del vídeo es ahora de %3 kb/s.</translation>
    </message>
    <message>
        <source>The bitrate rises again: video at %1 of %2 kb/s.</source>
        <translation>La tasa de bits vuelve a subir: vídeo a %1 de %2 kb/s.</translation>
    </message>
    <message>
        <source>%1 is slow to take the stream.</source>
        <translation>%1 acepta la emisión con lentitud.</translation>
    </message>
    <message>
        <source>The uplink does not carry %1 destinations of %2 Mb/s each. Use fewer or choose a lower bitrate.</source>
        <translation>La conexión de subida no lleva %1 destinos de %2 Mb/s cada uno. Use menos o elija una tasa de bits más baja.</translation>
    </message>
    <message>
        <source>Live at %1</source>
        <translation>En directo en %1</translation>
    </message>
    <message>
        <source>Live again at %1</source>
        <translation>De nuevo en directo en %1</translation>
    </message>
    <message>
        <source>nothing was taken for too long</source>
        <translation>durante demasiado tiempo no se aceptó nada</translation>
    </message>
    <message>
        <source>the disk has too little room for it</source>
        <translation>en el disco no hay sitio suficiente</translation>
    </message>
    <message>
        <source>nobody reads from that pipe</source>
        <translation>nadie lee de esa tubería</translation>
    </message>
    <message>
        <source>Paused: viewers see the slate and hear nothing</source>
        <translation>En pausa: los espectadores ven la cortinilla y no oyen nada</translation>
    </message>
    <message>
        <source>The pause is over</source>
        <translation>La pausa ha terminado</translation>
    </message>
    <message>
        <source>There is nothing to save yet</source>
        <translation>Todavía no hay nada que guardar</translation>
    </message>
    <message>
        <source>The disk is too slow for the recording, which lacks pictures now. The stream goes on untouched.</source>
        <translation>El disco es demasiado lento para la grabación, a la que ahora le faltan imágenes. La emisión sigue sin cambios.</translation>
    </message>
    <message>
        <source>The disk is filling up: room for about %1 min of recording</source>
        <translation>El disco se está llenando: quedan unos %1 minutos de grabación</translation>
    </message>
    <message>
        <source>Recording to “%1”</source>
        <translation>Grabando en «%1»</translation>
    </message>
    <message>
        <source>The last %1 s are in “%2”</source>
        <translation>Los últimos %1 s están en «%2»</translation>
    </message>
    <message>
        <source>Earlier replays are still being written. Save this one when they are done.</source>
        <translation>Aún se están escribiendo repeticiones anteriores. Guarde esta cuando terminen.</translation>
    </message>
    <message>
        <source>The disk is nearly full, so the replay was cut short after %1 s and kept in “%2”.</source>
        <translation>El disco está casi lleno, así que la repetición se cortó tras %1 s y se conserva en «%2».</translation>
    </message>
    <message>
        <source>what is in it could not be read and would be lost</source>
        <translation>no se pudo leer lo que contiene y se perdería</translation>
    </message>
    <message>
        <source>The disk is nearly full, so the recording was ended after %1 and kept in “%2”. The stream goes on.</source>
        <translation>El disco está casi lleno, así que la grabación terminó tras %1 y se conserva en «%2». La emisión sigue.</translation>
    </message>
    <message>
        <source>Recorded %1 in “%2”</source>
        <translation>Se grabó %1 en «%2»</translation>
    </message>
    <message>
        <source>The disk is nearly full. The recording was ended and kept.</source>
        <translation>El disco está casi lleno. La grabación terminó y se conserva.</translation>
    </message>
    <message>
        <source>The disk is too slow. Pictures left out of the recording: %1</source>
        <translation>El disco es demasiado lento. Imágenes que faltan en la grabación: %1</translation>
    </message>
    <message>
        <source>no NVIDIA graphics card with NVIDIA’s driver answers on this computer</source>
        <translation>ninguna tarjeta gráfica NVIDIA con el controlador de NVIDIA responde en este equipo</translation>
    </message>
    <message>
        <source>no Intel graphics with Quick Sync and its driver answer on this computer</source>
        <translation>ninguna gráfica Intel con Quick Sync y su controlador responde en este equipo</translation>
    </message>
    <message>
        <source>no graphics that encode through VA-API answer on this computer, or /dev/dri is not accessible</source>
        <translation>ninguna gráfica que codifique mediante VA-API responde en este equipo, o no hay acceso a /dev/dri</translation>
    </message>
    <message>
        <source>It needs an NVIDIA graphics card and NVIDIA’s driver; none answers on this computer.</source>
        <translation>Necesita una tarjeta gráfica NVIDIA y su controlador; en este equipo no responde ninguna.</translation>
    </message>
    <message>
        <source>It needs Intel graphics with Quick Sync and its driver; none answers on this computer.</source>
        <translation>Necesita gráficos Intel con Quick Sync y su controlador; en este equipo no responde ninguno.</translation>
    </message>
    <message>
        <source>It needs graphics that encode through VA-API, and access to /dev/dri; none answers on this computer.</source>
        <translation>Necesita gráficos que codifiquen mediante VA-API y acceso a /dev/dri; en este equipo no responde ninguno.</translation>
    </message>
    <message>
        <source>The FFmpeg that Sluice uses (%1) was built without it.</source>
        <translation>El FFmpeg que usa Sluice (%1) se compiló sin él.</translation>
    </message>
    <message>
        <source>The FFmpeg that Sluice uses (%1) cannot send %2 over RTMP; 6.1 and later can.</source>
        <translation>El FFmpeg que usa Sluice (%1) no puede enviar %2 por RTMP; 6.1 y posteriores sí.</translation>
    </message>
    <message>
        <source>It cannot be opened: %1.</source>
        <translation>No se puede abrir: %1.</translation>
    </message>
    <message>
        <source>the graphics card takes no more pictures</source>
        <translation>la tarjeta gráfica no acepta más imágenes</translation>
    </message>
    <message>
        <source>The FFmpeg that Sluice uses (%2) cannot send %1 over RTMP; 6.1 and later can. Choose an H.264 encoder in Settings, Encoding.</source>
        <translation>El FFmpeg que usa Sluice (%2) no puede enviar %1 por RTMP; 6.1 y posteriores sí. Elija un codificador H.264 en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>The built-in server carries H.264 only: nobody there would see %1. Choose an H.264 encoder in Settings, Encoding.</source>
        <translation>El servidor integrado solo transmite H.264: allí nadie vería %1. Elija un codificador H.264 en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>The stream is encoded by x264 instead.</source>
        <translation>En su lugar, la emisión se codifica con x264.</translation>
    </message>
    <message>
        <source>The encoder %1 failed; the stream goes on with %2.</source>
        <translation>El codificador %1 falló; la emisión sigue con %2.</translation>
    </message>
    <message>
        <source>The encoder could not be opened with another bitrate; it goes on with the one that it has.</source>
        <translation>No se pudo abrir el codificador con otra tasa de bits; sigue con la que tiene.</translation>
    </message>
    <message>
        <source>Sluice does not know it.</source>
        <translation>Sluice no lo conoce.</translation>
    </message>
    <message>
        <source>It did not answer within %1 s.</source>
        <translation>No respondió en %1 s.</translation>
    </message>
    <message>
        <source>The built-in server answers</source>
        <translation>El servidor integrado responde</translation>
    </message>
    <message>
        <source>The built-in server does not answer.</source>
        <translation>El servidor integrado no responde.</translation>
    </message>
    <message>
        <source>Not checked.</source>
        <translation>Sin comprobar.</translation>
    </message>
    <message>
        <source>It gave no picture in 5 s. Unplug it and plug it in again, or choose another one.</source>
        <translation>No dio ninguna imagen en 5 s. Desconéctela y vuelva a conectarla, o elija otra.</translation>
    </message>
    <message>
        <source>It gives %1 pictures a second instead of %2. More light, or a smaller picture, may help.</source>
        <translation>Da %1 imágenes por segundo en lugar de %2. Más luz o una imagen más pequeña pueden ayudar.</translation>
    </message>
    <message>
        <source>%1 pictures a second</source>
        <translation>%1 imágenes por segundo</translation>
    </message>
    <message>
        <source>None is chosen: viewers hear nothing.</source>
        <translation>No se ha elegido ninguno: los espectadores no oyen nada.</translation>
    </message>
    <message>
        <source>It is muted: viewers hear nothing.</source>
        <translation>Está silenciado: los espectadores no oyen nada.</translation>
    </message>
    <message>
        <source>It is silent. Speak while it is checked, and see that it is not switched off.</source>
        <translation>No se oye nada. Hable durante la comprobación y compruebe que no esté apagado.</translation>
    </message>
    <message>
        <source>It is quiet (%1 dB at most). Raise its gain in the mixer.</source>
        <translation>Se oye bajo (%1 dB como máximo). Suba su ganancia en el mezclador.</translation>
    </message>
    <message>
        <source>It is too loud and clips. Lower its gain in the mixer.</source>
        <translation>Está demasiado alto y satura. Baje su ganancia en el mezclador.</translation>
    </message>
    <message>
        <source>It is heard, %1 dB at most</source>
        <translation>Se oye, %1 dB como máximo</translation>
    </message>
    <message>
        <source>The disk does not answer. Choose another folder for recordings, or go live without one.</source>
        <translation>El disco no responde. Elija otra carpeta para las grabaciones, o emita sin grabar.</translation>
    </message>
    <message>
        <source>It does not say how much room it has.</source>
        <translation>No dice cuánto espacio tiene.</translation>
    </message>
    <message>
        <source>There is room for %1 minutes of recording. Free some space before you record.</source>
        <translation>Hay espacio para %1 minutos de grabación. Libere espacio antes de grabar.</translation>
    </message>
    <message>
        <source>Room for %1 hours of recording</source>
        <translation>Espacio para %1 horas de grabación</translation>
    </message>
    <message>
        <source>The server and the key are right, but with %3 destinations at once the uplink carries %1 kb/s to this one; %2 are needed. Lower the bitrate, or leave one out.</source>
        <translation>El servidor y la clave son correctos, pero con %3 destinos a la vez la subida lleva %1 kb/s a este; hacen falta %2. Baje la tasa de bits o quite un destino.</translation>
    </message>
    <message>
        <source>The server and the key are right, but the uplink carries %1 kb/s; %2 are needed. Lower the bitrate.</source>
        <translation>El servidor y la clave son correctos, pero la subida lleva %1 kb/s; hacen falta %2. Baje la tasa de bits.</translation>
    </message>
    <message>
        <source>The uplink carries %1 kb/s, hardly more than the %2 that are needed. A third more would be safe.</source>
        <translation>La subida lleva %1 kb/s, apenas más que los %2 necesarios. Un tercio más sería seguro.</translation>
    </message>
    <message>
        <source>The server and the key are right, and the uplink carries the %2 kb/s with room to spare</source>
        <translation>El servidor y la clave son correctos, y la subida lleva los %2 kb/s con holgura</translation>
    </message>
    <message>
        <source>%1 takes video of up to %2 kb/s; %3 kb/s is set. Lower it in Settings, Encoding.</source>
        <translation>%1 admite vídeo de hasta %2 kb/s; hay puestos %3 kb/s. Bájelos en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>%1 takes sound of up to %2 kb/s; %3 kb/s is set. Lower it in Settings, Audio.</source>
        <translation>%1 admite sonido de hasta %2 kb/s; hay puestos %3 kb/s. Bájelos en Ajustes, Sonido.</translation>
    </message>
    <message>
        <source>%1 wants a keyframe at least every %2 s; every %3 s is set. Change it in Settings, Encoding.</source>
        <translation>%1 pide un fotograma clave al menos cada %2 s; está puesto cada %3 s. Cámbielo en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>%1 takes up to %2 pictures a second; %3 are set. Lower it in Settings, Video.</source>
        <translation>%1 admite hasta %2 imágenes por segundo; hay puestas %3. Bájelas en Ajustes, Vídeo.</translation>
    </message>
    <message>
        <source>%1 takes pictures of up to %2; %3 is set. Lower it in Settings, Video.</source>
        <translation>%1 admite imágenes de hasta %2; está puesto %3. Redúzcalo en Ajustes, Vídeo.</translation>
    </message>
    <message>
        <source>%1 takes %2 only; the encoder that is chosen makes %3. Change it in Settings, Encoding.</source>
        <translation>%1 solo admite %2; el codificador elegido produce %3. Cámbielo en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>El más cercano</translation>
    </message>
    <message>
        <source>Nearest, encrypted</source>
        <translation>El más cercano, cifrado</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Principal</translation>
    </message>
    <message>
        <source>Primary, encrypted</source>
        <translation>Principal, cifrado</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Cifrado</translation>
    </message>
    <message>
        <source>The camera gave no picture.</source>
        <translation>La cámara no dio ninguna imagen.</translation>
    </message>
    <message>
        <source>The microphone gave no sound.</source>
        <translation>El micrófono no dio ningún sonido.</translation>
    </message>
    <message>
        <source>No flash was seen. Point the camera at this window, so that it fills much of the picture, and make the room darker.</source>
        <translation>No se vio ningún destello. Apunte la cámara a esta ventana, de modo que ocupe gran parte de la imagen, y oscurezca la habitación.</translation>
    </message>
    <message>
        <source>No beep was heard. Turn the speaker up, do not use headphones, and see that the microphone is not muted.</source>
        <translation>No se oyó ningún pitido. Suba el volumen del altavoz, no use auriculares y compruebe que el micrófono no esté silenciado.</translation>
    </message>
    <message>
        <source>Flashes were seen and beeps were heard, but more than half a second apart. Close other programs, and measure again.</source>
        <translation>Se vieron destellos y se oyeron pitidos, pero con más de medio segundo de diferencia. Cierre otros programas y mida de nuevo.</translation>
    </message>
    <message>
        <source>The measurements differ too much to be trusted. Hold the camera still, keep the room quiet, and measure again.</source>
        <translation>Las medidas difieren demasiado para ser fiables. Mantenga quieta la cámara y la habitación en silencio, y mida de nuevo.</translation>
    </message>
    <message>
        <source>the display does not answer</source>
        <translation>la pantalla no responde</translation>
    </message>
    <message>
        <source>The slate “%1” cannot be shown: %2. Choose another file; without one it is a crossed-out camera.</source>
        <translation>No se puede mostrar la cortinilla «%1»: %2. Elija otro archivo; sin él es una cámara tachada.</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>no existe ese archivo</translation>
    </message>
    <message>
        <source>it is not a file</source>
        <translation>no es un archivo</translation>
    </message>
    <message>
        <source>its picture is larger than 4096 × 2304</source>
        <translation>su imagen es mayor que 4096 × 2304</translation>
    </message>
    <message>
        <source>no picture of it could be decoded</source>
        <translation>no se pudo descodificar ninguna imagen suya</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>está dañado</translation>
    </message>
    <message>
        <source>it is no picture or video that Sluice understands</source>
        <translation>no es una imagen ni un vídeo que Sluice entienda</translation>
    </message>
    <message>
        <source>The test picture is sent. Choose a camera if viewers are to see one.</source>
        <translation>Se envía la imagen de prueba. Elija una cámara si los espectadores deben verla.</translation>
    </message>
    <message>
        <source>The test tone is sent. Choose a microphone if viewers are to hear one.</source>
        <translation>Se envía el tono de prueba. Elija un micrófono si los espectadores deben oírlo.</translation>
    </message>
    <message>
        <source>The stream did not begin.</source>
        <translation>La emisión no llegó a empezar.</translation>
    </message>
    <message>
        <source>%1 is too slow on this computer, %2 times as fast as is needed. Choose a smaller picture, fewer pictures a second or less effort in the settings.</source>
        <translation>%1 es demasiado lento en este equipo, %2 veces lo rápido que hace falta. Elija una imagen más pequeña, menos imágenes por segundo o menos esfuerzo en los ajustes.</translation>
    </message>
    <message>
        <source>The encoder of the settings cannot be used. x264 takes its place, and encodes %1 times as fast as is needed. Choose another one in Settings, Encoding.</source>
        <translation>El codificador de los ajustes no se puede usar. Lo sustituye x264, que codifica %1 veces más rápido de lo necesario. Elija otro en Ajustes, Codificación.</translation>
    </message>
    <message>
        <source>This computer just keeps up: with %1 it encodes %2 times as fast as is needed. Close other programs, or choose less effort.</source>
        <translation>Este equipo llega justo: con %1 codifica %2 veces más rápido de lo necesario. Cierre otros programas o elija menos esfuerzo.</translation>
    </message>
    <message>
        <source>With %1 this computer encodes %2 times as fast as is needed</source>
        <translation>Con %1 este equipo codifica %2 veces más rápido de lo necesario</translation>
    </message>
    <message>
        <source>The disk was too slow for “%1”, which lacks pictures. Choose a folder on another disk.</source>
        <translation>El disco fue demasiado lento para «%1», al que le faltan imágenes. Elija una carpeta en otro disco.</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>no existe el archivo o la carpeta</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>no es una carpeta</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>permiso denegado</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>no queda espacio en el disco</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>se superó la cuota de disco</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>el disco es de solo lectura</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>el archivo ya existe</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>el nombre del archivo es demasiado largo</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>error de entrada o salida</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>el dispositivo está ocupado</translation>
    </message>
    <message>
        <source>%1 took %2 of %3 Mb/s. Frames left out there: %4</source>
        <translation>%1 aceptó %2 de %3 Mb/s. Imágenes omitidas allí: %4</translation>
    </message>
    <message>
        <source>The network carried %1 of %2 Mb/s. Frames left out: %3</source>
        <translation>La red llevó %1 de %2 Mb/s. Imágenes omitidas: %3</translation>
    </message>
    <message>
        <source>%1 took %2 of %3 Mb/s. Frames are left out there.</source>
        <translation>%1 aceptó %2 de %3 Mb/s. Allí se omiten imágenes.</translation>
    </message>
    <message>
        <source>The network carried %1 of %2 Mb/s. Frames are left out, and the video bitrate is %3 kb/s now.</source>
        <translation>La red llevó %1 de %2 Mb/s. Se omiten imágenes, y la tasa de bits del vídeo es ahora de %3 kb/s.</translation>
    </message>
    <message>
        <source>The server answers. The key and the uplink are not tested: viewers there could see the test picture.</source>
        <translation>El servidor responde. La clave y la subida no se probaron: los espectadores de ese servidor podrían ver la imagen de prueba.</translation>
    </message>
    <message>
        <source>The server answers. The key and the uplink are not tested: %1 has no way to test that viewers do not see.</source>
        <translation>El servidor responde. La clave y la subida no se probaron: %1 no ofrece ninguna prueba que los espectadores no vean.</translation>
    </message>
    <message>
        <source>None is chosen: viewers hear the desktop sound alone.</source>
        <translation>No se ha elegido ninguno: los espectadores oyen solo el sonido del escritorio.</translation>
    </message>
    <message>
        <source>It is muted: viewers hear the desktop sound alone.</source>
        <translation>Está silenciado: los espectadores oyen solo el sonido del escritorio.</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Vídeo</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Sonido</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Codificación</translation>
    </message>
    <message>
        <source>Destinations</source>
        <translation>Destinos</translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation>Búfer</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Built-in server</source>
        <translation>Servidor integrado</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Grabación</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>x264 (H.264, on the processor)</source>
        <translation>x264 (H.264, en el procesador)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Low latency</source>
        <translation>Baja latencia</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Fluido</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>A medida</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Follows the system unless you choose one.</source>
        <translation>Sigue al sistema si no elige uno.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Takes effect when Sluice starts again.</source>
        <translation>Se aplica cuando Sluice se inicia de nuevo.</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <source>A camera, “test” for the test picture, or “file:” and a path. Empty: the first camera.</source>
        <translation>Una cámara, «test» para la imagen de prueba, o «file:» y una ruta. Vacío: la primera cámara.</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>Tamaño de imagen</translation>
    </message>
    <message>
        <source>Larger is sharper and needs more bitrate and processor.</source>
        <translation>Mayor es más nítido y pide más tasa de bits y más procesador.</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Fotogramas por segundo</translation>
    </message>
    <message>
        <source>60 suits games and sports; talks are fine with 30.</source>
        <translation>60 va bien para juegos y deportes; para charlas bastan 30.</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <source>A microphone, “tone”, “none” (silence is sent), or “file:” and a path. Empty: the first microphone.</source>
        <translation>Un micrófono, «tone», «none» (se envía silencio), o «file:» y una ruta. Vacío: el primer micrófono.</translation>
    </message>
    <message>
        <source>Sound bitrate</source>
        <translation>Tasa de bits del sonido</translation>
    </message>
    <message>
        <source>128 is good stereo; most services accept up to 160.</source>
        <translation>128 da un buen estéreo; la mayoría de los servicios aceptan hasta 160.</translation>
    </message>
    <message>
        <source>Sound offset</source>
        <translation>Desfase del sonido</translation>
    </message>
    <message>
        <source>Above 0 the sound comes later: for a camera that is slower than the microphone.</source>
        <translation>Por encima de 0 el sonido llega más tarde: para una cámara más lenta que el micrófono.</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Altavoz</translation>
    </message>
    <message>
        <source>A speaker, “null” for none, or “file:” and a path that ends in .wav. Empty: the system’s speaker.</source>
        <translation>Un altavoz, «null» para ninguno, o «file:» y una ruta que acabe en .wav. Vacío: el altavoz del sistema.</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Of what you watch; what you broadcast is not changed.</source>
        <translation>De lo que ve; lo que emite no cambia.</translation>
    </message>
    <message>
        <source>Video bitrate</source>
        <translation>Tasa de bits del vídeo</translation>
    </message>
    <message>
        <source>2500 for 720p, 6000 for 1080p. Your uplink must carry a third more.</source>
        <translation>2500 para 720p, 6000 para 1080p. Su línea de subida debe admitir un tercio más.</translation>
    </message>
    <message>
        <source>Keyframe every</source>
        <translation>Fotograma clave cada</translation>
    </message>
    <message>
        <source>0 is automatic: 1 s for the built-in server, 2 s as soon as a service is used.</source>
        <translation>0 es automático: 1 s para el servidor integrado, 2 s en cuanto se usa un servicio.</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Codificador</translation>
    </message>
    <message>
        <source>Encoder effort</source>
        <translation>Esfuerzo del codificador</translation>
    </message>
    <message>
        <source>Slower looks better at the same bitrate and needs more processor.</source>
        <translation>Más lento se ve mejor con la misma tasa de bits y pide más procesador.</translation>
    </message>
    <message>
        <source>Low delay</source>
        <translation>Retardo bajo</translation>
    </message>
    <message>
        <source>Saves half a second and costs some quality. Automatic: on when only the built-in server is used.</source>
        <translation>Ahorra medio segundo y cuesta algo de calidad. Automático: activo cuando solo se usa el servidor integrado.</translation>
    </message>
    <message>
        <source>Sender stamp in the picture’s SEI</source>
        <translation>Marca de hora en el SEI de la imagen</translation>
    </message>
    <message>
        <source>Lets viewers measure the latency. It tells them this computer’s time.</source>
        <translation>Permite a los espectadores medir la latencia. Les dice la hora de este equipo.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Low latency stalls first, Smooth last. Custom starts from Balanced.</source>
        <translation>Baja latencia es el primero en pararse; Fluido, el último. A medida parte de Equilibrado.</translation>
    </message>
    <message>
        <source>Start playing at</source>
        <translation>Empezar a reproducir con</translation>
    </message>
    <message>
        <source>Shorter starts sooner and stalls more.</source>
        <translation>Menos empieza antes y se para más.</translation>
    </message>
    <message>
        <source>Resume after an underrun at</source>
        <translation>Reanudar tras vaciarse con</translation>
    </message>
    <message>
        <source>From the start level to 80 % of the target.</source>
        <translation>Del nivel de inicio al 80 % del objetivo.</translation>
    </message>
    <message>
        <source>Warn when below</source>
        <translation>Avisar por debajo de</translation>
    </message>
    <message>
        <source>Shown on the graph; changes nothing else.</source>
        <translation>Se ve en el gráfico; no cambia nada más.</translation>
    </message>
    <message>
        <source>Live target</source>
        <translation>Objetivo en directo</translation>
    </message>
    <message>
        <source>Held by playing up to 3 % faster or slower.</source>
        <translation>Se mantiene reproduciendo hasta un 3 % más rápido o más lento.</translation>
    </message>
    <message>
        <source>Skip to live when behind by</source>
        <translation>Saltar al directo con un retraso de</translation>
    </message>
    <message>
        <source>0 never skips.</source>
        <translation>0 no salta nunca.</translation>
    </message>
    <message>
        <source>Memory cap</source>
        <translation>Límite de memoria</translation>
    </message>
    <message>
        <source>A safety limit. Where it holds less than the target, it decides.</source>
        <translation>Un límite de seguridad. Si contiene menos que el objetivo, decide él.</translation>
    </message>
    <message>
        <source>Stream name</source>
        <translation>Nombre de la emisión</translation>
    </message>
    <message>
        <source>The last part of the link that viewers open.</source>
        <translation>La última parte del enlace que abren los espectadores.</translation>
    </message>
    <message>
        <source>Share on this network</source>
        <translation>Compartir en esta red</translation>
    </message>
    <message>
        <source>Off: only this computer can watch.</source>
        <translation>Desactivado: solo este equipo puede ver.</translation>
    </message>
    <message>
        <source>RTMP port</source>
        <translation>Puerto RTMP</translation>
    </message>
    <message>
        <source>When it is taken, the next free one is used. 0: any free one.</source>
        <translation>Si está ocupado, se usa el siguiente libre. 0: cualquiera libre.</translation>
    </message>
    <message>
        <source>HTTP port</source>
        <translation>Puerto HTTP</translation>
    </message>
    <message>
        <source>For the viewers’ page. When it is taken, the next free one is used. 0: any free one.</source>
        <translation>Para la página de los espectadores. Si está ocupado, se usa el siguiente libre. 0: cualquiera libre.</translation>
    </message>
    <message>
        <source>Slowest live speed</source>
        <translation>Velocidad mínima en directo</translation>
    </message>
    <message>
        <source>How slowly a live stream may play to fill the buffer again; 1 never slows.</source>
        <translation>Cuánto puede frenarse un directo para llenar de nuevo el búfer; 1 no frena nunca.</translation>
    </message>
    <message>
        <source>Fastest live speed</source>
        <translation>Velocidad máxima en directo</translation>
    </message>
    <message>
        <source>How fast a live stream may play to catch up; 1 never hurries.</source>
        <translation>Cuánto puede acelerarse un directo para ponerse al día; 1 no acelera nunca.</translation>
    </message>
    <message>
        <source>Go to live</source>
        <translation>Ir al directo</translation>
    </message>
    <message>
        <source>Live, after a pause</source>
        <translation>Directo, tras una pausa</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Continue misses nothing; go to live skips what was sent meanwhile.</source>
        <translation>Seguir no pierde nada; ir al directo salta lo emitido entretanto.</translation>
    </message>
    <message>
        <source>Microphone gain</source>
        <translation>Ganancia del micrófono</translation>
    </message>
    <message>
        <source>So that speech reaches the yellow and never the red.</source>
        <translation>De modo que la voz llegue al amarillo y nunca al rojo.</translation>
    </message>
    <message>
        <source>Push to talk</source>
        <translation>Pulsar para hablar</translation>
    </message>
    <message>
        <source>In the window the microphone is muted unless F8, or the button beside it, is held.</source>
        <translation>En la ventana, el micrófono está silenciado salvo mientras se mantiene pulsada F8 o el botón que tiene al lado.</translation>
    </message>
    <message>
        <source>Desktop sound</source>
        <translation>Sonido del escritorio</translation>
    </message>
    <message>
        <source>What this computer plays, mixed in: “default” for the standard speaker, “none”, or the name of a source of the sound server.</source>
        <translation>Lo que suena en este equipo, mezclado: «default» para el altavoz habitual, «none», o el nombre de una fuente del servidor de sonido.</translation>
    </message>
    <message>
        <source>Desktop sound gain</source>
        <translation>Ganancia del sonido del escritorio</translation>
    </message>
    <message>
        <source>Below the voice: −12 suits music under speech.</source>
        <translation>Por debajo de la voz: −12 va bien para música bajo un discurso.</translation>
    </message>
    <message>
        <source>Noise suppression</source>
        <translation>Supresión de ruido</translation>
    </message>
    <message>
        <source>Takes fans and hiss out of the microphone’s sound.</source>
        <translation>Quita ventiladores y soplidos del sonido del micrófono.</translation>
    </message>
    <message>
        <source>Limiter</source>
        <translation>Limitador</translation>
    </message>
    <message>
        <source>Holds loud moments just below full scale, so that nothing clips.</source>
        <translation>Retiene los momentos fuertes justo por debajo del máximo, para que nada se recorte.</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Pantalla</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Ambas</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>Cortinilla</translation>
    </message>
    <message>
        <source>Top left</source>
        <translation>Arriba a la izquierda</translation>
    </message>
    <message>
        <source>Top right</source>
        <translation>Arriba a la derecha</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <translation>Abajo a la izquierda</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <translation>Abajo a la derecha</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Composición</translation>
    </message>
    <message>
        <source>What viewers see. It can be changed at any moment while you are live.</source>
        <translation>Lo que ve el público. Se puede cambiar en cualquier momento durante la emisión.</translation>
    </message>
    <message>
        <source>What “sluice devices” lists, “window:” and a title, “region:1280x720+0+0”, or “file:” and a path. Empty: the whole screen.</source>
        <translation>Lo que enumera «sluice devices», «window:» y un título, «region:1280x720+0+0», o «file:» y una ruta. Vacío: la pantalla entera.</translation>
    </message>
    <message>
        <source>Camera on the screen, corner</source>
        <translation>Cámara sobre la pantalla, esquina</translation>
    </message>
    <message>
        <source>Where the camera stands in the layout “Both”. It can be dragged in the preview, too.</source>
        <translation>Dónde está la cámara en la composición «Ambas». También se puede arrastrar en la vista previa.</translation>
    </message>
    <message>
        <source>Camera on the screen, size</source>
        <translation>Cámara sobre la pantalla, tamaño</translation>
    </message>
    <message>
        <source>Of the picture’s width.</source>
        <translation>Del ancho de la imagen.</translation>
    </message>
    <message>
        <source>Camera on the screen, border</source>
        <translation>Cámara sobre la pantalla, borde</translation>
    </message>
    <message>
        <source>In pixels of a picture of 720 lines; 0: none.</source>
        <translation>En píxeles de una imagen de 720 líneas; 0: ninguno.</translation>
    </message>
    <message>
        <source>Name on the picture</source>
        <translation>Nombre sobre la imagen</translation>
    </message>
    <message>
        <source>Below left, over every layout but the slate. Empty: none.</source>
        <translation>Abajo a la izquierda, en todas las composiciones menos la cortinilla. Vacío: ninguno.</translation>
    </message>
    <message>
        <source>Title on the picture</source>
        <translation>Título sobre la imagen</translation>
    </message>
    <message>
        <source>Stands below the name.</source>
        <translation>Va debajo del nombre.</translation>
    </message>
    <message>
        <source>Adapt the bitrate to the network</source>
        <translation>Adaptar la tasa de bits a la red</translation>
    </message>
    <message>
        <source>Matroska (.mkv)</source>
        <translation>Matroska (.mkv)</translation>
    </message>
    <message>
        <source>MP4 in fragments (.mp4)</source>
        <translation>MP4 en fragmentos (.mp4)</translation>
    </message>
    <message>
        <source>Record every broadcast</source>
        <translation>Grabar todas las emisiones</translation>
    </message>
    <message>
        <source>Beside the stream, from the same encoding. “Record” in the window does it for one.</source>
        <translation>Junto a la emisión, con la misma codificación. «Grabar», en la ventana, lo hace para una sola.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Where recordings and replays go. Empty: Sluice in your folder for videos.</source>
        <translation>Adónde van grabaciones y repeticiones. Vacío: Sluice, en su carpeta de vídeos.</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Nombre del archivo</translation>
    </message>
    <message>
        <source>{date} and {time} stand for those of the beginning. A number is added rather than another file overwritten.</source>
        <translation>{date} y {time} son la fecha y la hora del comienzo. Se añade un número antes que sobrescribir otro archivo.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>In both a power cut costs less than two seconds. After the stream either can be made an ordinary MP4.</source>
        <translation>En ambos un corte de luz cuesta menos de dos segundos. Tras la emisión, cualquiera puede convertirse en un MP4 corriente.</translation>
    </message>
    <message>
        <source>Leave free on the disk</source>
        <translation>Dejar libre en el disco</translation>
    </message>
    <message>
        <source>A recording ends, whole, before it takes this; the stream goes on.</source>
        <translation>La grabación termina, entera, antes de ocupar esto; la emisión sigue.</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Repetición</translation>
    </message>
    <message>
        <source>How much of what was just sent can be saved afterwards (Ctrl+Shift+S). Kept in memory; 0: nothing.</source>
        <translation>Cuánto de lo recién emitido puede guardarse después (Ctrl+Mayús+S). Se guarda en memoria; 0: nada.</translation>
    </message>
    <message>
        <source>NVENC (H.264, NVIDIA)</source>
        <translation>NVENC (H.264, NVIDIA)</translation>
    </message>
    <message>
        <source>Quick Sync (H.264, Intel)</source>
        <translation>Quick Sync (H.264, Intel)</translation>
    </message>
    <message>
        <source>VA-API (H.264, AMD, Intel)</source>
        <translation>VA-API (H.264, AMD, Intel)</translation>
    </message>
    <message>
        <source>x265 (HEVC, on the processor)</source>
        <translation>x265 (HEVC, en el procesador)</translation>
    </message>
    <message>
        <source>NVENC (HEVC, NVIDIA)</source>
        <translation>NVENC (HEVC, NVIDIA)</translation>
    </message>
    <message>
        <source>Quick Sync (HEVC, Intel)</source>
        <translation>Quick Sync (HEVC, Intel)</translation>
    </message>
    <message>
        <source>VA-API (HEVC, AMD, Intel)</source>
        <translation>VA-API (HEVC, AMD, Intel)</translation>
    </message>
    <message>
        <source>SVT-AV1 (AV1, on the processor)</source>
        <translation>SVT-AV1 (AV1, en el procesador)</translation>
    </message>
    <message>
        <source>Every service and every viewer understands H.264. One that does not work here is replaced by x264.</source>
        <translation>Todos los servicios y espectadores entienden H.264. Si uno no funciona aquí, se usa x264.</translation>
    </message>
    <message>
        <source>Camera controls</source>
        <translation>Controles de la cámara</translation>
    </message>
    <message>
        <source>Brightness, focus and the like, by camera, as “Adjust…” beside the camera sets them. Empty: as the camera has them.</source>
        <translation>Brillo, enfoque y demás, por cámara, tal como los fija «Ajustar…» junto a la cámara. Vacío: como los tiene la cámara.</translation>
    </message>
    <message>
        <source>Mute the desktop sound</source>
        <translation>Silenciar el sonido del escritorio</translation>
    </message>
    <message>
        <source>The same as the button in the mixer; stays when Sluice starts again.</source>
        <translation>Lo mismo que el botón del mezclador; se conserva cuando Sluice vuelve a iniciarse.</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>Logotipo</translation>
    </message>
    <message>
        <source>The path of a picture, best a PNG with transparency, over every layout but the slate. Empty: none.</source>
        <translation>La ruta de una imagen, mejor un PNG con transparencia, sobre todas las composiciones menos la cortinilla. Vacío: ninguna.</translation>
    </message>
    <message>
        <source>Logo, corner</source>
        <translation>Logotipo, esquina</translation>
    </message>
    <message>
        <source>It makes room for the camera of the layout “Both”, and stands above a name in the same corner.</source>
        <translation>Deja sitio a la cámara de la composición «Ambas», y queda encima de un nombre que esté en la misma esquina.</translation>
    </message>
    <message>
        <source>Logo, size</source>
        <translation>Logotipo, tamaño</translation>
    </message>
    <message>
        <source>Confidence monitor</source>
        <translation>Monitor de control</translation>
    </message>
    <message>
        <source>While you are live on the built-in server, a corner of the preview plays the stream back and says how old it is.</source>
        <translation>Mientras emite por el servidor integrado, una esquina de la vista previa reproduce la emisión y dice con cuánto retraso llega.</translation>
    </message>
    <message>
        <source>A picture (PNG, JPEG, WebP) or a video, which is repeated without its sound, for the layout “Slate”, for a pause and for a source that is lost. Empty: a crossed-out camera.</source>
        <translation>Una imagen (PNG, JPEG, WebP) o un vídeo, que se repite sin su sonido, para la composición «Cortinilla», para una pausa y para una fuente que se pierde. Vacío: una cámara tachada.</translation>
    </message>
    <message>
        <source>Lowers the video bitrate while the uplink is too slow, before pictures have to be left out.</source>
        <translation>Baja la tasa de bits del vídeo mientras la subida es demasiado lenta, antes de que haya que omitir imágenes.</translation>
    </message>
</context>
<context>
    <name>sluice::AdviceChart</name>
    <message>
        <source>Time without media and time until playing, against the start level</source>
        <translation>Tiempo sin contenido y tiempo hasta reproducir, según el nivel de inicio</translation>
    </message>
    <message>
        <source>start level %1: %2 without media, playing after %3</source>
        <translation>nivel de inicio %1: %2 sin contenido, reproduce tras %3</translation>
    </message>
    <message>
        <source>start level %1: never plays</source>
        <translation>nivel de inicio %1: nunca reproduce</translation>
    </message>
    <message>
        <source>time without media</source>
        <translation>tiempo sin contenido</translation>
    </message>
    <message>
        <source>time until playing</source>
        <translation>tiempo hasta reproducir</translation>
    </message>
    <message>
        <source>start level, seconds (boxed: in force now)</source>
        <translation>nivel de inicio, segundos (en recuadro: el vigente)</translation>
    </message>
    <message>
        <source>would not play</source>
        <translation>no se reproduciría</translation>
    </message>
</context>
<context>
    <name>sluice::AdvisorDialog</name>
    <message>
        <source>Ask again</source>
        <translation>Preguntar de nuevo</translation>
    </message>
    <message>
        <source>Use this start level</source>
        <translation>Usar este nivel de inicio</translation>
    </message>
    <message>
        <source>What would other settings have given?</source>
        <translation>¿Qué habrían dado otros ajustes?</translation>
    </message>
    <message>
        <source>Replaying the session</source>
        <translation>Repitiendo la sesión</translation>
    </message>
    <message>
        <source>Start level</source>
        <translation>Nivel de inicio</translation>
    </message>
    <message>
        <source>Playing after</source>
        <translation>Reproduce tras</translation>
    </message>
    <message>
        <source>Stalls</source>
        <translation>Interrupciones</translation>
    </message>
    <message>
        <source>Without media</source>
        <translation>Sin contenido</translation>
    </message>
    <message>
        <source>Behind, mean</source>
        <translation>Retraso medio</translation>
    </message>
    <message>
        <source>What each start level would have given</source>
        <translation>Lo que habría dado cada nivel de inicio</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Replaying what arrived under other start levels…</source>
        <translation>Repitiendo lo que llegó con otros niveles de inicio…</translation>
    </message>
    <message>
        <source>Nothing has been recorded yet: open a stream on the Watch tab, then ask again.</source>
        <translation>Aún no se ha registrado nada: abra una emisión en la pestaña Reproducir y pregunte de nuevo.</translation>
    </message>
    <message>
        <source>An estimate: with other settings the player would have asked at other times.</source>
        <translation>Una estimación: con otros ajustes el reproductor habría pedido los datos en otros momentos.</translation>
    </message>
    <message>
        <source>Exact: what was sent would have arrived at the same times under any settings.</source>
        <translation>Exacto: lo enviado habría llegado en los mismos momentos con cualquier ajuste.</translation>
    </message>
    <message>
        <source>%1 (now)</source>
        <translation>%1 (ahora)</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>This start level is in force already.</source>
        <translation>Este nivel de inicio ya está vigente.</translation>
    </message>
    <message>
        <source>With this start level playing would not begin.</source>
        <translation>Con este nivel de inicio no empezaría la reproducción.</translation>
    </message>
</context>
<context>
    <name>sluice::BroadcastPresenter</name>
    <message>
        <source>Copied: %1</source>
        <translation>Copiado: %1</translation>
    </message>
</context>
<context>
    <name>sluice::BroadcastTab</name>
    <message>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <source>Test picture</source>
        <translation>Imagen de prueba</translation>
    </message>
    <message>
        <source>Clip to show instead of a camera</source>
        <translation>Vídeo que se muestra en lugar de una cámara</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <source>Test tone</source>
        <translation>Tono de prueba</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Sin micrófono</translation>
    </message>
    <message>
        <source>Clip to hear instead of a microphone</source>
        <translation>Grabación que se oye en lugar de un micrófono</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>Emitir en directo</translation>
    </message>
    <message>
        <source>EVENTS</source>
        <translation>SUCESOS</translation>
    </message>
    <message>
        <source>What happens to the broadcast is listed here.</source>
        <translation>Aquí se enumera lo que le ocurre a la emisión.</translation>
    </message>
    <message>
        <source>CAMERA</source>
        <translation>CÁMARA</translation>
    </message>
    <message>
        <source>MICROPHONE</source>
        <translation>MICRÓFONO</translation>
    </message>
    <message>
        <source>Starting the server…</source>
        <translation>Arrancando el servidor…</translation>
    </message>
    <message>
        <source>Waiting for the camera…</source>
        <translation>Esperando la cámara…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>End stream</source>
        <translation>Terminar emisión</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Terminando…</translation>
    </message>
    <message>
        <source>The microphone is silent. Check that it is not switched off.</source>
        <translation>El micrófono está en silencio. Compruebe que no está apagado.</translation>
    </message>
    <message>
        <source>End the stream for everyone?</source>
        <translation>¿Terminar la emisión para todos?</translation>
    </message>
    <message>
        <source>You have been live for %1.</source>
        <translation>Lleva %1 en directo.</translation>
    </message>
    <message>
        <source>Stay live</source>
        <translation>Seguir en directo</translation>
    </message>
    <message>
        <source>Mixer…</source>
        <translation>Mezclador…</translation>
    </message>
    <message>
        <source>Sound mixer</source>
        <translation>Mezclador de sonido</translation>
    </message>
    <message>
        <source>Desktop sound level</source>
        <translation>Nivel del sonido del escritorio</translation>
    </message>
    <message>
        <source>The microphone is muted</source>
        <translation>El micrófono está silenciado</translation>
    </message>
    <message>
        <source>The microphone is open</source>
        <translation>El micrófono está abierto</translation>
    </message>
    <message>
        <source>Desktop sound, gains, filters, push to talk</source>
        <translation>Sonido del escritorio, ganancias, filtros, pulsar para hablar</translation>
    </message>
    <message>
        <source>Adjust…</source>
        <translation>Ajustar…</translation>
    </message>
    <message>
        <source>Adjust the camera</source>
        <translation>Ajustar la cámara</translation>
    </message>
    <message>
        <source>Brightness, exposure, focus and whatever else the camera has</source>
        <translation>Brillo, exposición, enfoque y todo lo demás que tenga la cámara</translation>
    </message>
    <message>
        <source>Without the logo: %1</source>
        <translation>Sin el logotipo: %1</translation>
    </message>
</context>
<context>
    <name>sluice::BroadcastTexts</name>
    <message>
        <source>browser: about %1</source>
        <translation>navegador: unos %1</translation>
    </message>
    <message>
        <source>RTMP: %1</source>
        <translation>RTMP: %1</translation>
    </message>
    <message>
        <source>Not live</source>
        <translation>Sin emitir</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>LIVE %1</source>
        <translation>DIRECTO %1</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>Reconectando…</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Terminando…</translation>
    </message>
    <message>
        <source>This computer does not keep up, and pictures are left out. Close other programs, or choose a smaller picture or fewer of them.</source>
        <translation>Este equipo no da abasto y se omiten imágenes. Cierre otros programas o elija una imagen más pequeña o menos imágenes por segundo.</translation>
    </message>
    <message>
        <source>Network too slow</source>
        <translation>Red demasiado lenta</translation>
    </message>
    <message>
        <source>Computer too slow</source>
        <translation>Equipo demasiado lento</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>Sin cámara</translation>
    </message>
    <message>
        <source>Camera too slow</source>
        <translation>Cámara demasiado lenta</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Todo bien</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>By the camera: %1. By the encoder: %2. By the network: %3.</source>
        <translation>Por la cámara: %1. Por el codificador: %2. Por la red: %3.</translation>
    </message>
    <message>
        <source>Trying again in %1.</source>
        <translation>Nuevo intento en %1.</translation>
    </message>
    <message>
        <source>Trying again now.</source>
        <translation>Intentándolo de nuevo.</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Listo.</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En directo</translation>
    </message>
    <message>
        <source>No screen</source>
        <translation>Sin pantalla</translation>
    </message>
    <message>
        <source>Bitrate lowered</source>
        <translation>Tasa de bits reducida</translation>
    </message>
    <message>
        <source>%1 of %2 (%3)</source>
        <translation>%1 de %2 (%3)</translation>
    </message>
    <message>
        <source>Live to %1 of %2 destinations</source>
        <translation>En directo a %1 de %2 destinos</translation>
    </message>
    <message>
        <source>Destination in trouble</source>
        <translation>Destino con problemas</translation>
    </message>
    <message>
        <source>PAUSED %1</source>
        <translation>EN PAUSA %1</translation>
    </message>
    <message>
        <source>Recording begins with the broadcast.</source>
        <translation>La grabación empezará con la emisión.</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 libres</translation>
    </message>
    <message>
        <source>Recording %1</source>
        <translation>Grabando %1</translation>
    </message>
    <message numerus="yes">
        <source>%n destination(s) not reached, see “Going to”.</source>
        <translation>
            <numerusform>No se llega a %n destino, véase «Destino».</numerusform>
            <numerusform>No se llega a %n destinos, véase «Destino».</numerusform>
        </translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>cola %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Stream broke off</source>
        <translation>La emisión se cortó</translation>
    </message>
    <message>
        <source>Going live failed</source>
        <translation>No se pudo emitir</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>cámara</translation>
    </message>
    <message>
        <source>screen</source>
        <translation>pantalla</translation>
    </message>
    <message>
        <source>slate</source>
        <translation>cortinilla</translation>
    </message>
    <message>
        <source>logo</source>
        <translation>logotipo</translation>
    </message>
    <message>
        <source>microphone</source>
        <translation>micrófono</translation>
    </message>
    <message>
        <source>desktop sound</source>
        <translation>sonido del escritorio</translation>
    </message>
    <message>
        <source>dropped %1</source>
        <translation>perdidas %1</translation>
    </message>
    <message>
        <source>The stream broke off: %1</source>
        <translation>La emisión se cortó: %1</translation>
    </message>
    <message>
        <source>Going live failed: %1</source>
        <translation>No se pudo emitir: %1</translation>
    </message>
    <message>
        <source>Missing: %1. You can go live without it.</source>
        <translation>Falta: %1. Se puede emitir sin ello.</translation>
    </message>
    <message>
        <source>No picture is sent</source>
        <translation>No se envía imagen</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Sin micrófono</translation>
    </message>
    <message>
        <source>Microphone muted</source>
        <translation>Micrófono silenciado</translation>
    </message>
    <message>
        <source>Microphone silent</source>
        <translation>Micrófono sin señal</translation>
    </message>
    <message>
        <source>Viewers hear the sound and see no picture. End, and go live again.</source>
        <translation>Los espectadores oyen el sonido y no ven ninguna imagen. Termine y vuelva a emitir.</translation>
    </message>
    <message>
        <source>network</source>
        <translation>red</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>codificador</translation>
    </message>
</context>
<context>
    <name>sluice::BufferCard</name>
    <message>
        <source>Show a longer time</source>
        <translation>Mostrar más tiempo</translation>
    </message>
    <message>
        <source>Show a longer time, up to the whole session (−, 0: all of it; Ctrl with the wheel)</source>
        <translation>Mostrar más tiempo, hasta toda la sesión (−, 0: toda; Ctrl con la rueda)</translation>
    </message>
    <message>
        <source>Show a shorter time</source>
        <translation>Mostrar menos tiempo</translation>
    </message>
    <message>
        <source>Show a shorter time (+, or Ctrl with the wheel)</source>
        <translation>Mostrar menos tiempo (+, o Ctrl con la rueda)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Pause the graph</source>
        <translation>Pausar el gráfico</translation>
    </message>
    <message>
        <source>The picture stands; what happens is recorded all the same (G)</source>
        <translation>El dibujo se detiene; lo que ocurre se sigue anotando (G)</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En directo</translation>
    </message>
    <message>
        <source>Back to what happens now</source>
        <translation>Volver a lo que ocurre ahora</translation>
    </message>
    <message>
        <source>Back to what happens now (End)</source>
        <translation>Volver a lo que ocurre ahora (Fin)</translation>
    </message>
    <message>
        <source>BUFFER · whole session</source>
        <translation>BÚFER · toda la sesión</translation>
    </message>
    <message>
        <source>BUFFER · last %1</source>
        <translation>BÚFER · últimos %1</translation>
    </message>
    <message>
        <source>BUFFER · %1</source>
        <translation>BÚFER · %1</translation>
    </message>
    <message>
        <source>Speed %1</source>
        <translation>Velocidad %1</translation>
    </message>
    <message>
        <source>Drag, turn the wheel or press ← → to move through the session</source>
        <translation>Arrastre, gire la rueda o pulse ← → para recorrer la sesión</translation>
    </message>
    <message>
        <source>Ctrl with the wheel, or + − 0: zoom</source>
        <translation>Ctrl con la rueda, o + − 0: ampliar y reducir</translation>
    </message>
    <message>
        <source>Shift with ← →: the values of a moment; Ctrl with ← →: from event to event</source>
        <translation>Mayús con ← →: los valores de un momento; Ctrl con ← →: de suceso en suceso</translation>
    </message>
    <message>
        <source>Drag a dashed line to move a watermark, or choose it with ↑ ↓</source>
        <translation>Arrastre una línea discontinua para mover una marca, o elíjala con ↑ ↓</translation>
    </message>
    <message>
        <source>The graph as a table</source>
        <translation>El gráfico como tabla</translation>
    </message>
    <message>
        <source>The same figures as a table, to be read or copied</source>
        <translation>Las mismas cifras en una tabla, para leerlas o copiarlas</translation>
    </message>
    <message>
        <source>Hatched: rebuffering; diagonal lines network, level lines source, dots emulated</source>
        <translation>Rayado: recarga; líneas diagonales red, horizontales origen, puntos emulado</translation>
    </message>
    <message>
        <source>Signs: × ○ glitch of decoder, of sound device · » speed · ▸| skipped · ⌐ discontinuity</source>
        <translation>Signos: × ○ fallo del decodificador, del dispositivo de sonido · » velocidad · ▸| salto · ⌐ discontinuidad</translation>
    </message>
    <message>
        <source>= reconnect · ◆ setting · ■ △ ▼ link cut, other link, connection reset · • other event</source>
        <translation>= reconexión · ◆ ajuste · ■ △ ▼ enlace cortado, otro enlace, conexión reiniciada · • otro suceso</translation>
    </message>
    <message>
        <source>What would other settings have given?</source>
        <translation>¿Qué habrían dado otros ajustes?</translation>
    </message>
    <message>
        <source>Compare sessions</source>
        <translation>Comparar sesiones</translation>
    </message>
    <message>
        <source>Compare sessions: their graphs and figures side by side (Ctrl+Shift+D)</source>
        <translation>Comparar sesiones: sus gráficos y cifras lado a lado (Ctrl+Mayús+D)</translation>
    </message>
    <message>
        <source>Export the session</source>
        <translation>Exportar la sesión</translation>
    </message>
    <message>
        <source>Nothing has been opened yet: open a stream first.</source>
        <translation>Todavía no se ha abierto nada: abra primero una emisión.</translation>
    </message>
    <message>
        <source>What other start levels would have given this session (Ctrl+T)</source>
        <translation>Qué habrían dado a esta sesión otros niveles de inicio (Ctrl+T)</translation>
    </message>
    <message>
        <source>Export the session: page, report, timeline, graph (Ctrl+Shift+E)</source>
        <translation>Exportar la sesión: página, informe, cronología, gráfico (Ctrl+Mayús+E)</translation>
    </message>
</context>
<context>
    <name>sluice::BufferGauge</name>
    <message>
        <source>Buffer level</source>
        <translation>Nivel del búfer</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Warns below %1, starts at %2, resumes at %3, holds %4</source>
        <translation>Avisa por debajo de %1, empieza con %2, reanuda con %3, mantiene %4</translation>
    </message>
    <message>
        <source>nothing is open</source>
        <translation>no hay nada abierto</translation>
    </message>
</context>
<context>
    <name>sluice::BufferGraph</name>
    <message>
        <source>nothing is open</source>
        <translation>no hay nada abierto</translation>
    </message>
    <message>
        <source>%1 buffered, %2 arriving, %3 playing</source>
        <translation>%1 en el búfer, llegan %2, se reproducen %3</translation>
    </message>
    <message>
        <source>, rebuffering: %1</source>
        <translation>, recargando: %1</translation>
    </message>
    <message numerus="yes">
        <source>, %n rebuffer(s) so far</source>
        <translation>
            <numerusform>, %n recarga hasta ahora</numerusform>
            <numerusform>, %n recargas hasta ahora</numerusform>
        </translation>
    </message>
    <message>
        <source>Buffer graph</source>
        <translation>Gráfico del búfer</translation>
    </message>
    <message>
        <source>; the last %1 are shown</source>
        <translation>; se muestran los últimos %1</translation>
    </message>
    <message>
        <source>; shown from %1 to %2</source>
        <translation>; se muestra de %1 a %2</translation>
    </message>
</context>
<context>
    <name>sluice::BufferHeader</name>
    <message>
        <source>Buffer profile</source>
        <translation>Perfil del búfer</translation>
    </message>
    <message>
        <source>Low latency</source>
        <translation>Baja latencia</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Fluido</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>A medida</translation>
    </message>
    <message>
        <source>These are the values for RTMP, RTSP and radio. HLS and files have larger ones of their own, except for what you set yourself.</source>
        <translation>Estos son los valores para RTMP, RTSP y radio. HLS y los archivos tienen otros mayores, salvo lo que fije usted.</translation>
    </message>
</context>
<context>
    <name>sluice::BufferTable</name>
    <message>
        <source>&amp;Copy as text</source>
        <translation>&amp;Copiar como texto</translation>
    </message>
    <message>
        <source>The buffer as a table</source>
        <translation>El búfer como tabla</translation>
    </message>
    <message>
        <source>A row each</source>
        <translation>Una fila cada</translation>
    </message>
    <message>
        <source>What is selected, or all of it (Ctrl+C)</source>
        <translation>Lo seleccionado, o todo (Ctrl+C)</translation>
    </message>
</context>
<context>
    <name>sluice::CalibrationDialog</name>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Medir</translation>
    </message>
    <message>
        <source>Picture and sound in step</source>
        <translation>Imagen y sonido acompasados</translation>
    </message>
    <message>
        <source>Point the camera at the black field, so that it fills much of the picture, and turn the speaker up. The field flashes six times, and with each flash comes a beep.</source>
        <translation>Apunte la cámara al campo negro, de modo que ocupe gran parte de la imagen, y suba el volumen del altavoz. El campo destella seis veces, y con cada destello suena un pitido.</translation>
    </message>
    <message>
        <source>The field that flashes</source>
        <translation>El campo que destella</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>Progreso de la medida</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Measure again</source>
        <translation>&amp;Medir de nuevo</translation>
    </message>
    <message>
        <source>&amp;Use %1</source>
        <translation>&amp;Usar %1</translation>
    </message>
    <message>
        <source>The sound offset is %1 now.</source>
        <translation>El desfase del sonido es ahora de %1.</translation>
    </message>
    <message>
        <source>Opening the camera and the microphone…</source>
        <translation>Abriendo la cámara y el micrófono…</translation>
    </message>
    <message>
        <source>Measuring… Keep still.</source>
        <translation>Midiendo… No se mueva.</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message numerus="yes">
        <source>Picture and sound are in step (%1, from %n flash(es)).</source>
        <translation>
            <numerusform>La imagen y el sonido van acompasados (%1, con %n destello).</numerusform>
            <numerusform>La imagen y el sonido van acompasados (%1, con %n destellos).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The picture is later than the sound: the sound has to wait %1 (from %n flash(es)).</source>
        <translation>
            <numerusform>La imagen va detrás del sonido: el sonido tiene que esperar %1 (con %n destello).</numerusform>
            <numerusform>La imagen va detrás del sonido: el sonido tiene que esperar %1 (con %n destellos).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The sound is later than the picture: it has to come sooner, by %1 (from %n flash(es)).</source>
        <translation>
            <numerusform>El sonido va detrás de la imagen: tiene que adelantarse, en %1 (con %n destello).</numerusform>
            <numerusform>El sonido va detrás de la imagen: tiene que adelantarse, en %1 (con %n destellos).</numerusform>
        </translation>
    </message>
    <message>
        <source>That is how it is set.</source>
        <translation>Así está ajustado.</translation>
    </message>
</context>
<context>
    <name>sluice::Calibrator</name>
    <message>
        <source>The camera is on the air. End the stream, then measure.</source>
        <translation>La cámara está en el aire. Termine la emisión y mida después.</translation>
    </message>
    <message>
        <source>“Check setup” has the camera. Wait until it is done.</source>
        <translation>«Comprobar» está usando la cámara. Espere a que termine.</translation>
    </message>
</context>
<context>
    <name>sluice::CameraAdjuster</name>
    <message>
        <source>Only a camera can be adjusted. Choose one to see what it offers.</source>
        <translation>Solo se puede ajustar una cámara. Elija una para ver qué ofrece.</translation>
    </message>
    <message>
        <source>Asking the camera…</source>
        <translation>Preguntando a la cámara…</translation>
    </message>
</context>
<context>
    <name>sluice::CameraDialog</name>
    <message>
        <source>Brightness</source>
        <translation>Brillo</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Saturación</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Tono</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Ganancia</translation>
    </message>
    <message>
        <source>Gain, Automatic</source>
        <translation>Ganancia automática</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Nitidez</translation>
    </message>
    <message>
        <source>Backlight Compensation</source>
        <translation>Compensación de contraluz</translation>
    </message>
    <message>
        <source>White Balance, Automatic</source>
        <translation>Balance de blancos automático</translation>
    </message>
    <message>
        <source>White Balance Temperature</source>
        <translation>Temperatura del balance de blancos</translation>
    </message>
    <message>
        <source>Power Line Frequency</source>
        <translation>Frecuencia de la red eléctrica</translation>
    </message>
    <message>
        <source>Auto Exposure</source>
        <translation>Exposición automática</translation>
    </message>
    <message>
        <source>Exposure Time, Absolute</source>
        <translation>Tiempo de exposición</translation>
    </message>
    <message>
        <source>Exposure, Dynamic Framerate</source>
        <translation>Exposición, imágenes por segundo variables</translation>
    </message>
    <message>
        <source>Focus, Automatic Continuous</source>
        <translation>Enfoque automático continuo</translation>
    </message>
    <message>
        <source>Focus, Absolute</source>
        <translation>Enfoque</translation>
    </message>
    <message>
        <source>Zoom, Absolute</source>
        <translation>Zum</translation>
    </message>
    <message>
        <source>Pan, Absolute</source>
        <translation>Giro horizontal</translation>
    </message>
    <message>
        <source>Tilt, Absolute</source>
        <translation>Giro vertical</translation>
    </message>
    <message>
        <source>Horizontal Flip</source>
        <translation>Espejo horizontal</translation>
    </message>
    <message>
        <source>Vertical Flip</source>
        <translation>Espejo vertical</translation>
    </message>
    <message>
        <source>Auto Mode</source>
        <translation>Modo automático</translation>
    </message>
    <message>
        <source>Manual Mode</source>
        <translation>Modo manual</translation>
    </message>
    <message>
        <source>Shutter Priority Mode</source>
        <translation>Prioridad a la velocidad</translation>
    </message>
    <message>
        <source>Aperture Priority Mode</source>
        <translation>Prioridad a la apertura</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <source>&amp;As the maker has them</source>
        <translation>Como los trae de &amp;fábrica</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <source>Camera controls</source>
        <translation>Controles de la cámara</translation>
    </message>
    <message>
        <source>Sets everything to the values that the camera’s maker recommends</source>
        <translation>Pone todo en los valores que recomienda el fabricante de la cámara</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>This camera has nothing to adjust. Its own program may do more.</source>
        <translation>Esta cámara no tiene nada que ajustar. Quizá su propio programa pueda más.</translation>
    </message>
    <message>
        <source>The camera decides this itself: switch its automatic mode off first</source>
        <translation>La cámara lo decide ella misma: desactive antes su modo automático</translation>
    </message>
</context>
<context>
    <name>sluice::CheckDialog</name>
    <message>
        <source>Good</source>
        <translation>Bien</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Sin comprobar</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Codificador</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disco</translation>
    </message>
    <message>
        <source>This computer (built-in server)</source>
        <translation>Este equipo (servidor integrado)</translation>
    </message>
    <message>
        <source>Everything is ready. You can go live.</source>
        <translation>Todo está listo. Puede emitir.</translation>
    </message>
    <message>
        <source>You can go live; see the notes below.</source>
        <translation>Puede emitir; vea los avisos de abajo.</translation>
    </message>
    <message>
        <source>Something needs your attention before you go live.</source>
        <translation>Algo necesita su atención antes de emitir.</translation>
    </message>
    <message>
        <source>Looks at everything that can be known before going live.</source>
        <translation>Mira todo lo que se puede saber antes de emitir.</translation>
    </message>
    <message>
        <source>Checking… Say a sentence into the microphone meanwhile.</source>
        <translation>Comprobando… Mientras tanto, diga una frase al micrófono.</translation>
    </message>
    <message>
        <source>Send four seconds of a test picture to this server; its viewers could see it</source>
        <translation>Enviar cuatro segundos de una imagen de prueba a este servidor; sus espectadores podrían verla</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Comprobar otra vez</translation>
    </message>
    <message>
        <source>Check setup</source>
        <translation>Comprobar</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Comprobar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>sluice::CheckPresenter</name>
    <message>
        <source>Picture and sound are being measured. The check begins when that is done.</source>
        <translation>Se están midiendo la imagen y el sonido. La comprobación empieza en cuanto termine.</translation>
    </message>
</context>
<context>
    <name>sluice::CompareDialog</name>
    <message>
        <source>Compare sessions</source>
        <translation>Comparar sesiones</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>Figures of the sessions; differences from the first in brackets</source>
        <translation>Cifras de las sesiones; entre paréntesis, la diferencia con la primera</translation>
    </message>
    <message>
        <source>Add reports…</source>
        <translation>Añadir informes…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Choose reports</source>
        <translation>Elegir informes</translation>
    </message>
    <message>
        <source>Reports (*.json)</source>
        <translation>Informes (*.json)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>At most %1 sessions fit.</source>
        <translation>Caben como mucho %1 sesiones.</translation>
    </message>
    <message>
        <source>Nothing to compare yet. Watch a stream twice, or add reports that were exported.</source>
        <translation>Aún no hay nada que comparar. Vea una emisión dos veces, o añada informes exportados.</translation>
    </message>
    <message>
        <source>Choose the sessions to compare. All graphs have the same time axis.</source>
        <translation>Elija las sesiones que comparar. Todos los gráficos tienen el mismo eje de tiempo.</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>Dejar de leer</translation>
    </message>
    <message numerus="yes">
        <source>Reading %n session(s)…</source>
        <translation>
            <numerusform>Leyendo una sesión…</numerusform>
            <numerusform>Leyendo %n sesiones…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::DestinationCard</name>
    <message>
        <source>GOING TO</source>
        <translation>DESTINO</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Destino</translation>
    </message>
    <message>
        <source>This computer (built-in server)</source>
        <translation>Este equipo (servidor integrado)</translation>
    </message>
    <message>
        <source>Other server…</source>
        <translation>Otro servidor…</translation>
    </message>
    <message>
        <source>Several at once</source>
        <translation>Varios a la vez</translation>
    </message>
    <message>
        <source>Tick where the broadcast is to go.</source>
        <translation>Marque adónde debe ir la emisión.</translation>
    </message>
    <message>
        <source>The stream key of “%1” is not in the keychain. Choose it under “Other server…” and enter it.</source>
        <translation>La clave de emisión de «%1» no está en el llavero. Elíjalo en «Otro servidor…» e introdúzcala.</translation>
    </message>
    <message>
        <source>The keychain has not answered yet for “%1”. Try again in a moment.</source>
        <translation>El llavero aún no ha respondido por «%1». Inténtelo de nuevo en un momento.</translation>
    </message>
    <message>
        <source>Two of them are the same server with the same stream key: %1. Untick one.</source>
        <translation>Dos de ellos son el mismo servidor con la misma clave de emisión: %1. Desmarque uno.</translation>
    </message>
</context>
<context>
    <name>sluice::DestinationKeeper</name>
    <message>
        <source>Its stream key is not in the keychain. Enter it again.</source>
        <translation>Su clave de emisión no está en el llavero. Escríbala otra vez.</translation>
    </message>
    <message>
        <source>Saved. The stream key is in the system’s keychain.</source>
        <translation>Guardado. La clave de emisión está en el llavero del sistema.</translation>
    </message>
    <message>
        <source>Saved. No keychain answers on this computer, so the stream key is kept until Sluice is closed.</source>
        <translation>Guardado. En este equipo no responde ningún llavero, así que la clave de emisión se conserva hasta que cierre Sluice.</translation>
    </message>
</context>
<context>
    <name>sluice::DestinationList</name>
    <message>
        <source>Retry</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Retry now: %1</source>
        <translation>Reintentar ahora: %1</translation>
    </message>
    <message>
        <source>This computer (built-in server)</source>
        <translation>Este equipo (servidor integrado)</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>Otro servidor</translation>
    </message>
</context>
<context>
    <name>sluice::EncoderNotes</name>
    <message>
        <source>Checking which encoders work on this computer…</source>
        <translation>Comprobando qué codificadores funcionan en este equipo…</translation>
    </message>
    <message>
        <source>Not on this computer:</source>
        <translation>No disponibles en este equipo:</translation>
    </message>
    <message>
        <source>Encoders that do not work here</source>
        <translation>Codificadores que no funcionan aquí</translation>
    </message>
</context>
<context>
    <name>sluice::EventList</name>
    <message>
        <source>Events</source>
        <translation>Sucesos</translation>
    </message>
</context>
<context>
    <name>sluice::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Export the session</source>
        <translation>Exportar la sesión</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Give the files a name without a slash.</source>
        <translation>Dé a los archivos un nombre sin barra.</translation>
    </message>
    <message>
        <source>There is no folder “%1”. Choose another one.</source>
        <translation>No hay ninguna carpeta «%1». Elija otra.</translation>
    </message>
    <message>
        <source>“%1” is there already. Choose another name.</source>
        <translation>«%1» ya existe. Elija otro nombre.</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Escribiendo…</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) written.</source>
        <translation>
            <numerusform>%n archivo escrito.</numerusform>
            <numerusform>%n archivos escritos.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::FileFilters</name>
    <message>
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
    <message>
        <source>Video and sound</source>
        <translation>Vídeo y sonido</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Pictures and video</source>
        <translation>Imágenes y vídeo</translation>
    </message>
</context>
<context>
    <name>sluice::FullScreenControls</name>
    <message>
        <source>Controls</source>
        <translation>Controles</translation>
    </message>
</context>
<context>
    <name>sluice::GaugeCard</name>
    <message>
        <source>BUFFER</source>
        <translation>BÚFER</translation>
    </message>
    <message>
        <source>Buffer profile</source>
        <translation>Perfil del búfer</translation>
    </message>
    <message>
        <source>Low latency</source>
        <translation>Baja latencia</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Fluido</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>A medida</translation>
    </message>
    <message>
        <source>target %1 · cap %2</source>
        <translation>objetivo %1 · límite %2</translation>
    </message>
</context>
<context>
    <name>sluice::GraphLabels</name>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>low</source>
        <translation>bajo</translation>
    </message>
    <message>
        <source>start</source>
        <translation>inicio</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>reanudar</translation>
    </message>
    <message>
        <source>target</source>
        <translation>objetivo</translation>
    </message>
    <message>
        <source>It stays at %1.</source>
        <translation>Se queda en %1.</translation>
    </message>
    <message>
        <source>Page Up and Page Down move it, Enter sets it, Esc leaves it at %1</source>
        <translation>Re Pág y Av Pág la mueven, Intro la fija, Esc la deja en %1</translation>
    </message>
</context>
<context>
    <name>sluice::GraphLegend</name>
    <message>
        <source>level</source>
        <translation>nivel</translation>
    </message>
    <message>
        <source>arriving</source>
        <translation>llega</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>se ve</translation>
    </message>
    <message>
        <source>offered by the link</source>
        <translation>ofrece el enlace</translation>
    </message>
    <message>
        <source>rebuffering: %1</source>
        <translation>recarga: %1</translation>
    </message>
    <message>
        <source>rebuffering</source>
        <translation>recarga</translation>
    </message>
</context>
<context>
    <name>sluice::GraphMarks</name>
    <message>
        <source>glitch of the decoder</source>
        <translation>fallo del decodificador</translation>
    </message>
    <message>
        <source>glitch of the sound device</source>
        <translation>fallo del dispositivo de sonido</translation>
    </message>
    <message>
        <source>other speed</source>
        <translation>otra velocidad</translation>
    </message>
    <message>
        <source>skipped to be live</source>
        <translation>salto para ir en directo</translation>
    </message>
    <message>
        <source>discontinuity</source>
        <translation>discontinuidad</translation>
    </message>
    <message>
        <source>reconnected</source>
        <translation>reconexión</translation>
    </message>
    <message>
        <source>other setting</source>
        <translation>otro ajuste</translation>
    </message>
    <message>
        <source>link cut</source>
        <translation>corte del enlace</translation>
    </message>
    <message>
        <source>other link</source>
        <translation>otro enlace</translation>
    </message>
    <message>
        <source>connection reset</source>
        <translation>conexión reiniciada</translation>
    </message>
    <message>
        <source>rebuffering</source>
        <translation>recarga</translation>
    </message>
    <message>
        <source>other event</source>
        <translation>otro suceso</translation>
    </message>
</context>
<context>
    <name>sluice::GraphReadout</name>
    <message>
        <source>nothing is open</source>
        <translation>no hay nada abierto</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>abriendo</translation>
    </message>
    <message>
        <source>filling the buffer</source>
        <translation>llenando el búfer</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>reproduciendo</translation>
    </message>
    <message>
        <source>rebuffering</source>
        <translation>recarga</translation>
    </message>
    <message>
        <source>seeking</source>
        <translation>buscando</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>reconectando</translation>
    </message>
    <message>
        <source>playing what is left</source>
        <translation>reproduciendo lo que queda</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>terminado</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallido</translation>
    </message>
    <message>
        <source>level %1</source>
        <translation>nivel %1</translation>
    </message>
    <message>
        <source>arriving %1</source>
        <translation>llega %1</translation>
    </message>
    <message>
        <source>playing %1</source>
        <translation>se ve %1</translation>
    </message>
    <message>
        <source>speed %1</source>
        <translation>velocidad %1</translation>
    </message>
    <message>
        <source>latency %1</source>
        <translation>latencia %1</translation>
    </message>
    <message>
        <source>offered %1</source>
        <translation>ofrece %1</translation>
    </message>
    <message>
        <source>low %1</source>
        <translation>bajo %1</translation>
    </message>
    <message>
        <source>start %1</source>
        <translation>inicio %1</translation>
    </message>
    <message>
        <source>resume %1</source>
        <translation>reanudar %1</translation>
    </message>
    <message>
        <source>target %1</source>
        <translation>objetivo %1</translation>
    </message>
</context>
<context>
    <name>sluice::GraphTable</name>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Level, s</source>
        <translation>Nivel, s</translation>
    </message>
    <message>
        <source>Arriving, Mb/s</source>
        <translation>Llega, Mb/s</translation>
    </message>
    <message>
        <source>Playing, Mb/s</source>
        <translation>Se ve, Mb/s</translation>
    </message>
    <message>
        <source>Offered, Mb/s</source>
        <translation>Ofrece, Mb/s</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <source>Latency, s</source>
        <translation>Latencia, s</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Suceso</translation>
    </message>
</context>
<context>
    <name>sluice::HealthCard</name>
    <message>
        <source>HEALTH</source>
        <translation>SALUD</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Reintentar ahora</translation>
    </message>
    <message>
        <source>Retry all now</source>
        <translation>Reintentar todo ahora</translation>
    </message>
    <message>
        <source>Sent bitrate</source>
        <translation>Tasa enviada</translation>
    </message>
    <message>
        <source>Send queue</source>
        <translation>Cola de envío</translation>
    </message>
    <message>
        <source>Dropped frames</source>
        <translation>Fotogramas perdidos</translation>
    </message>
    <message>
        <source>Encoder load</source>
        <translation>Carga del codificador</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>Captura</translation>
    </message>
    <message>
        <source>Reconnects</source>
        <translation>Reconexiones</translation>
    </message>
    <message>
        <source>Sent bitrate of the last minute</source>
        <translation>Tasa enviada en el último minuto</translation>
    </message>
    <message>
        <source>Glass to glass</source>
        <translation>De cámara a pantalla</translation>
    </message>
    <message>
        <source>Going live…</source>
        <translation>Empezando a emitir…</translation>
    </message>
</context>
<context>
    <name>sluice::InsetHandle</name>
    <message>
        <source>Camera on the screen</source>
        <translation>Cámara sobre la pantalla</translation>
    </message>
    <message>
        <source>Drag it to another corner, or its grip to another size. Keyboard: arrows, + and −.</source>
        <translation>Arrástrela a otra esquina, o su tirador a otro tamaño. Teclado: flechas, + y −.</translation>
    </message>
    <message>
        <source>bottom right</source>
        <translation>abajo a la derecha</translation>
    </message>
    <message>
        <source>top left</source>
        <translation>arriba a la izquierda</translation>
    </message>
    <message>
        <source>top right</source>
        <translation>arriba a la derecha</translation>
    </message>
    <message>
        <source>bottom left</source>
        <translation>abajo a la izquierda</translation>
    </message>
    <message>
        <source>%1, %2 % of the width. The arrow keys move it, plus and minus change its size.</source>
        <translation>%1, %2 % del ancho. Las flechas la mueven, más y menos cambian su tamaño.</translation>
    </message>
</context>
<context>
    <name>sluice::LayoutCard</name>
    <message>
        <source>LAYOUT</source>
        <translation>COMPOSICIÓN</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Composición</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Pantalla</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Ambas</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>Cortinilla</translation>
    </message>
    <message>
        <source>Test picture</source>
        <translation>Imagen de prueba</translation>
    </message>
    <message>
        <source>Clip to show instead of a screen</source>
        <translation>Clip que se muestra en lugar de una pantalla</translation>
    </message>
    <message>
        <source>Show the camera (Alt+1)</source>
        <translation>Mostrar la cámara (Alt+1)</translation>
    </message>
    <message>
        <source>Show the screen or a window (Alt+2)</source>
        <translation>Mostrar la pantalla o una ventana (Alt+2)</translation>
    </message>
    <message>
        <source>Show the screen with the camera in a corner (Alt+3)</source>
        <translation>Mostrar la pantalla con la cámara en una esquina (Alt+3)</translation>
    </message>
    <message>
        <source>Show neither (Alt+4)</source>
        <translation>No mostrar ninguna (Alt+4)</translation>
    </message>
    <message>
        <source>Crossed-out camera</source>
        <translation>Cámara tachada</translation>
    </message>
    <message>
        <source>Picture or video for the slate</source>
        <translation>Imagen o vídeo para la cortinilla</translation>
    </message>
    <message>
        <source>Picture or video…</source>
        <translation>Imagen o vídeo…</translation>
    </message>
</context>
<context>
    <name>sluice::LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>Nivel del micrófono</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>sin sonido</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Sin sonido</translation>
    </message>
    <message>
        <source>silence, below %1 dB</source>
        <translation>silencio, por debajo de %1 dB</translation>
    </message>
    <message>
        <source>peak %1 dB, average %2 dB</source>
        <translation>pico %1 dB, media %2 dB</translation>
    </message>
    <message>
        <source>, too loud: clipped</source>
        <translation>, demasiado alto: saturado</translation>
    </message>
    <message>
        <source>, muted</source>
        <translation>, silenciado</translation>
    </message>
</context>
<context>
    <name>sluice::LinkCard</name>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>by a trace</source>
        <translation>según una traza</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>tal cual</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 a los %2</translation>
    </message>
    <message numerus="yes">
        <source>%n planned</source>
        <translation>
            <numerusform>%n previsto</numerusform>
            <numerusform>%n previstos</numerusform>
        </translation>
    </message>
    <message>
        <source>LINK EMULATOR</source>
        <translation>EMULADOR DE ENLACE</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>Ancho de banda</translation>
    </message>
    <message>
        <source>Delay ± jitter</source>
        <translation>Retardo ± variación</translation>
    </message>
    <message>
        <source>Stall</source>
        <translation>Corte</translation>
    </message>
    <message>
        <source>Cut for %1</source>
        <translation>Cortar %1</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Apagar</translation>
    </message>
    <message>
        <source>What link is emulated</source>
        <translation>Qué enlace se emula</translation>
    </message>
    <message>
        <source>Ends the emulation of a link</source>
        <translation>Termina la emulación de un enlace</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Elegir</translation>
    </message>
    <message>
        <source>Custom link</source>
        <translation>A medida</translation>
    </message>
    <message>
        <source>Trace, delay, seed…</source>
        <translation>Traza, retardo, semilla…</translation>
    </message>
</context>
<context>
    <name>sluice::LinkDialog</name>
    <message>
        <source>Trace file…</source>
        <translation>Archivo de traza…</translation>
    </message>
    <message>
        <source>Without a trace</source>
        <translation>Sin traza</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>Ancho de banda</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>Retardo</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>Fluctuación</translation>
    </message>
    <message>
        <source>Stall for</source>
        <translation>Corte de</translation>
    </message>
    <message>
        <source>Stall begins after</source>
        <translation>El corte empieza tras</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Link emulator</source>
        <translation>Emulador de enlace</translation>
    </message>
    <message>
        <source>Custom link</source>
        <translation>A medida</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Preajuste</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>tal cual</translation>
    </message>
    <message>
        <source>or over time</source>
        <translation>o a lo largo del tiempo</translation>
    </message>
    <message>
        <source>after</source>
        <translation>tras</translation>
    </message>
    <message>
        <source>Jitter and loss come out the same each time for the same seed.</source>
        <translation>Con la misma semilla, la fluctuación y las pérdidas salen siempre iguales.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Ends the emulation of a link</source>
        <translation>Termina la emulación de un enlace</translation>
    </message>
    <message>
        <source>A pattern in percent of the stream’s bitrate, %1 long, over and over.</source>
        <translation>Un patrón en porcentaje de la tasa de la emisión, de %1, una y otra vez.</translation>
    </message>
    <message>
        <source>%1: %2 long, %3 on average, %4 at most, over and over.</source>
        <translation>%1: dura %2, %3 de media, %4 como máximo, una y otra vez.</translation>
    </message>
    <message>
        <source>Choose a bandwidth trace</source>
        <translation>Elija una traza de ancho de banda</translation>
    </message>
    <message>
        <source>Traces: Mahimahi, Pensieve, HSDPA and 4G logs (*)</source>
        <translation>Trazas: Mahimahi, Pensieve, registros HSDPA y 4G (*)</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>Leyendo %1…</translation>
    </message>
</context>
<context>
    <name>sluice::LiveButtons</name>
    <message>
        <source>Viewers see the slate and hear nothing; the connection stays</source>
        <translation>Los espectadores ven la cortinilla y no oyen nada; la conexión se mantiene</translation>
    </message>
    <message>
        <source>Into a file on this computer, beside the stream</source>
        <translation>En un archivo de este equipo, junto a la emisión</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Go on with the stream</source>
        <translation>Seguir con la emisión</translation>
    </message>
    <message>
        <source>Pause the stream</source>
        <translation>Poner la emisión en pausa</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Dejar de grabar</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
    <message>
        <source>The next broadcast is recorded</source>
        <translation>La próxima emisión se grabará</translation>
    </message>
    <message>
        <source>Check setup</source>
        <translation>Comprobar</translation>
    </message>
    <message>
        <source>Camera, microphone, encoder, disk and network, before anyone watches</source>
        <translation>Cámara, micrófono, codificador, disco y red, antes de que nadie mire</translation>
    </message>
</context>
<context>
    <name>sluice::MainWindow</name>
    <message>
        <source>Tabs</source>
        <translation>Pestañas</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>Emitir</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Not live</source>
        <translation>Sin emitir</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>You are live</source>
        <translation>Está en directo</translation>
    </message>
    <message>
        <source>End the stream and close Sluice?</source>
        <translation>¿Terminar la emisión y cerrar Sluice?</translation>
    </message>
    <message>
        <source>End and close</source>
        <translation>Terminar y cerrar</translation>
    </message>
    <message>
        <source>Stay live</source>
        <translation>Seguir en directo</translation>
    </message>
    <message>
        <source>&amp;Stream</source>
        <translation>E&amp;misión</translation>
    </message>
    <message>
        <source>&amp;Go live or end the stream</source>
        <translation>&amp;Empezar o terminar la emisión</translation>
    </message>
    <message>
        <source>Mute the &amp;microphone</source>
        <translation>Silenciar el &amp;micrófono</translation>
    </message>
    <message>
        <source>&amp;Open an address…</source>
        <translation>A&amp;brir una dirección…</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>&amp;Reproducir o pausar</translation>
    </message>
    <message>
        <source>Go to &amp;live</source>
        <translation>Ir al &amp;directo</translation>
    </message>
    <message>
        <source>&amp;Louder</source>
        <translation>&amp;Más alto</translation>
    </message>
    <message>
        <source>&amp;Quieter</source>
        <translation>Más &amp;bajo</translation>
    </message>
    <message>
        <source>Sound on or o&amp;ff</source>
        <translation>&amp;Sonido sí o no</translation>
    </message>
    <message>
        <source>S&amp;top watching</source>
        <translation>De&amp;jar de ver</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>&amp;Broadcast</source>
        <translation>&amp;Emitir</translation>
    </message>
    <message>
        <source>&amp;Watch</source>
        <translation>&amp;Reproducir</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Pantalla completa</translation>
    </message>
    <message>
        <source>&amp;Leave full screen</source>
        <translation>&amp;Salir de pantalla completa</translation>
    </message>
    <message>
        <source>&amp;Pause or continue the graph</source>
        <translation>Pausar o seguir el &amp;gráfico</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Tema</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Como el &amp;sistema</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Oscuro</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Claro</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Herramientas</translation>
    </message>
    <message>
        <source>&amp;Link emulator</source>
        <translation>Emulador de &amp;enlace</translation>
    </message>
    <message>
        <source>&amp;Cut the link for 5 s</source>
        <translation>&amp;Cortar el enlace 5 s</translation>
    </message>
    <message>
        <source>&amp;Look for cameras and microphones</source>
        <translation>&amp;Buscar cámaras y micrófonos</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Ajustes…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;Keyboard…</source>
        <translation>&amp;Teclado…</translation>
    </message>
    <message>
        <source>&amp;About Sluice</source>
        <translation>&amp;Acerca de Sluice</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Teclado</translation>
    </message>
    <message>
        <source>Next field, previous field</source>
        <translation>Campo siguiente, campo anterior</translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation>Tab, Mayús+Tab</translation>
    </message>
    <message>
        <source>Press the button that has the keyboard</source>
        <translation>Pulsar el botón que tiene el teclado</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>Position, in files: 5 s back or forward</source>
        <translation>Posición, en archivos: 5 s atrás o adelante</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Izquierda, Derecha</translation>
    </message>
    <message>
        <source>Watermarks in Settings: choose one, move it</source>
        <translation>Marcas de nivel en Ajustes: elegir una, moverla</translation>
    </message>
    <message>
        <source>Up and Down, Left and Right</source>
        <translation>Arriba y Abajo, Izquierda y Derecha</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>About Sluice</source>
        <translation>Acerca de Sluice</translation>
    </message>
    <message>
        <source>Broadcasts live and plays live, and shows the buffer in between.

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Emite y reproduce en directo, y muestra el búfer que hay en medio.

Software libre bajo la Licencia Pública General de GNU, versión 3 o posterior.</translation>
    </message>
    <message>
        <source>Full screen: play or pause, louder, quieter</source>
        <translation>Pantalla completa: reproducir o pausar, más alto, más bajo</translation>
    </message>
    <message>
        <source>Space, Up, Down</source>
        <translation>Espacio, Arriba, Abajo</translation>
    </message>
    <message>
        <source>After watching a stream, what other start levels would have given stands here.</source>
        <translation>Tras ver una emisión, aquí consta lo que habrían dado otros niveles de inicio.</translation>
    </message>
    <message>
        <source>&amp;What would other settings have given?…</source>
        <translation>¿&amp;Qué habrían dado otros ajustes?…</translation>
    </message>
    <message>
        <source>There is no session to export yet: open a stream first.</source>
        <translation>Aún no hay ninguna sesión que exportar: abra antes una emisión.</translation>
    </message>
    <message>
        <source>&amp;Export the session…</source>
        <translation>&amp;Exportar la sesión…</translation>
    </message>
    <message>
        <source>&amp;Compare sessions…</source>
        <translation>&amp;Comparar sesiones…</translation>
    </message>
    <message>
        <source>Advisor: %1</source>
        <translation>Asesor: %1</translation>
    </message>
    <message>
        <source>&amp;Trace, delay, seed…</source>
        <translation>&amp;Traza, retardo, semilla…</translation>
    </message>
    <message>
        <source>Sound mi&amp;xer…</source>
        <translation>Me&amp;zclador de sonido…</translation>
    </message>
    <message>
        <source>La&amp;yout</source>
        <translation>&amp;Composición</translation>
    </message>
    <message>
        <source>Show the &amp;camera</source>
        <translation>Mostrar la &amp;cámara</translation>
    </message>
    <message>
        <source>Show the &amp;screen</source>
        <translation>Mostrar la &amp;pantalla</translation>
    </message>
    <message>
        <source>Show &amp;both</source>
        <translation>Mostrar &amp;ambas</translation>
    </message>
    <message>
        <source>Show the s&amp;late</source>
        <translation>Mostrar la co&amp;rtinilla</translation>
    </message>
    <message>
        <source>Camera on the screen: its corner, its size</source>
        <translation>Cámara sobre la pantalla: su esquina, su tamaño</translation>
    </message>
    <message>
        <source>Arrows, + and −</source>
        <translation>Flechas, + y −</translation>
    </message>
    <message>
        <source>Pa&amp;use the stream or go on</source>
        <translation>Pa&amp;usar la emisión o seguir</translation>
    </message>
    <message>
        <source>&amp;Record or stop recording</source>
        <translation>G&amp;rabar o dejar de grabar</translation>
    </message>
    <message>
        <source>&amp;Save the last seconds</source>
        <translation>&amp;Guardar los últimos segundos</translation>
    </message>
    <message>
        <source>P&amp;icture and sound in step…</source>
        <translation>&amp;Imagen y sonido acompasados…</translation>
    </message>
    <message>
        <source>Show or hide the &amp;confidence monitor</source>
        <translation>Mostrar u ocultar el monitor de &amp;control</translation>
    </message>
    <message>
        <source>CPU %1</source>
        <translation>CPU %1</translation>
    </message>
    <message>
        <source>Disk %1 free</source>
        <translation>Disco: %1 libres</translation>
    </message>
</context>
<context>
    <name>sluice::MonitorCorner</name>
    <message>
        <source>Browser: about %1</source>
        <translation>Navegador: unos %1</translation>
    </message>
    <message>
        <source>RTMP: %1 later</source>
        <translation>RTMP: %1 después</translation>
    </message>
    <message>
        <source>Confidence monitor</source>
        <translation>Monitor de control</translation>
    </message>
    <message>
        <source>Viewers: waiting…</source>
        <translation>Público: esperando…</translation>
    </message>
</context>
<context>
    <name>sluice::MuteButton</name>
    <message>
        <source>Hold this button, or the key F8, for as long as you speak</source>
        <translation>Mantenga pulsado este botón, o la tecla F8, mientras habla</translation>
    </message>
    <message>
        <source>Hold F8 to talk</source>
        <translation>F8 para hablar</translation>
    </message>
    <message>
        <source>Talking</source>
        <translation>Hablando</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Silenciado</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Silenciar</translation>
    </message>
</context>
<context>
    <name>sluice::OwnServerPane</name>
    <message>
        <source>Link for viewers</source>
        <translation>Enlace para espectadores</translation>
    </message>
    <message>
        <source>Links for viewers</source>
        <translation>Enlaces para espectadores</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copies the link for viewers</source>
        <translation>Copia el enlace para espectadores</translation>
    </message>
    <message>
        <source>Everyone on this network can watch.</source>
        <translation>Todos en esta red pueden ver.</translation>
    </message>
    <message>
        <source>Only on this computer</source>
        <translation>Solo en este equipo</translation>
    </message>
    <message>
        <source>Share on this network…</source>
        <translation>Compartir en esta red…</translation>
    </message>
    <message numerus="yes">
        <source>%n watching</source>
        <translation>
            <numerusform>%n espectador</numerusform>
            <numerusform>%n espectadores</numerusform>
        </translation>
    </message>
    <message>
        <source>Share on this network</source>
        <translation>Compartir en esta red</translation>
    </message>
    <message>
        <source>Let everyone on this network watch?</source>
        <translation>¿Dejar que vean todos en esta red?</translation>
    </message>
    <message>
        <source>Whoever is in the same network and has the link can watch your streams, without a password.</source>
        <translation>Quien esté en la misma red y tenga el enlace podrá ver sus emisiones, sin contraseña.</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Compartir</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>sluice::QualityCard</name>
    <message>
        <source>QUALITY OF EXPERIENCE</source>
        <translation>CALIDAD PERCIBIDA</translation>
    </message>
    <message>
        <source>First picture · playing</source>
        <translation>Primera imagen · inicio</translation>
    </message>
    <message>
        <source>Rebuffers</source>
        <translation>Recargas</translation>
    </message>
    <message>
        <source>Rebuffer ratio</source>
        <translation>Proporción de recargas</translation>
    </message>
    <message>
        <source>Live latency</source>
        <translation>Latencia</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <source>Arriving</source>
        <translation>Llega</translation>
    </message>
    <message>
        <source>Frames shown / late / dropped</source>
        <translation>Fotogramas vistos / tarde / perdidos</translation>
    </message>
    <message>
        <source>Audio–video offset</source>
        <translation>Desfase audio–vídeo</translation>
    </message>
</context>
<context>
    <name>sluice::RecordingCard</name>
    <message>
        <source>RECORDING</source>
        <translation>GRABACIÓN</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir la carpeta</translation>
    </message>
    <message>
        <source>Making an MP4</source>
        <translation>Creando un MP4</translation>
    </message>
    <message>
        <source>Save the last %1 s</source>
        <translation>Guardar los últimos %1 s</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Make an MP4</source>
        <translation>Crear un MP4</translation>
    </message>
    <message>
        <source>With its index at the beginning, as editors and web pages like it; the original goes once that is done</source>
        <translation>Con el índice al principio, como lo quieren editores y páginas web; el original se borra cuando esté hecho</translation>
    </message>
    <message>
        <source>Take it off this list; the file stays</source>
        <translation>Quitarlo de esta lista; el archivo queda</translation>
    </message>
    <message numerus="yes">
        <source>%n older one(s)</source>
        <translation>
            <numerusform>%n anterior</numerusform>
            <numerusform>%n anteriores</numerusform>
        </translation>
    </message>
    <message>
        <source>Take “%1” off this list; the file stays</source>
        <translation>Quitar «%1» de esta lista; el archivo queda</translation>
    </message>
</context>
<context>
    <name>sluice::SeekBar</name>
    <message>
        <source>Position</source>
        <translation>Posición</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
</context>
<context>
    <name>sluice::ServerForm</name>
    <message>
        <source>Puts what was moved to the stream key’s field back</source>
        <translation>Devuelve a la dirección lo que se pasó al campo de la clave de emisión</translation>
    </message>
    <message>
        <source>It belongs to the address</source>
        <translation>Es parte de la dirección</translation>
    </message>
    <message>
        <source>The last part of the address was taken for the stream key and moved to its own field.</source>
        <translation>La última parte de la dirección se ha tomado por la clave de emisión y se ha pasado a su propio campo.</translation>
    </message>
    <message>
        <source>Server, such as rtmp://server/app</source>
        <translation>Servidor, como rtmp://servidor/app</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Stream key</source>
        <translation>Clave de emisión</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Shows the stream key</source>
        <translation>Muestra la clave de emisión</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ocultar</translation>
    </message>
    <message>
        <source>Enter the address of an RTMP server, such as rtmp://server/app.</source>
        <translation>Escriba la dirección de un servidor RTMP, como rtmp://servidor/app.</translation>
    </message>
    <message>
        <source>Enter the stream key that the service gave you.</source>
        <translation>Escriba la clave de emisión que le dio el servicio.</translation>
    </message>
    <message>
        <source>Service or saved server</source>
        <translation>Servicio o servidor guardado</translation>
    </message>
    <message>
        <source>Server of the service</source>
        <translation>Servidor del servicio</translation>
    </message>
    <message>
        <source>Any server</source>
        <translation>Cualquier servidor</translation>
    </message>
    <message>
        <source>Save this destination</source>
        <translation>Guardar este destino</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Guardar…</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <source>Keeps name and address, and the stream key in the system’s keychain</source>
        <translation>Guarda el nombre y la dirección, y la clave de emisión en el llavero del sistema</translation>
    </message>
    <message>
        <source>Removes the saved server and its stream key</source>
        <translation>Quita el servidor guardado y su clave de emisión</translation>
    </message>
    <message>
        <source>Forget this destination?</source>
        <translation>¿Olvidar este destino?</translation>
    </message>
    <message>
        <source>“%1” and its stream key will be forgotten.</source>
        <translation>Se olvidarán «%1» y su clave de emisión.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
</context>
<context>
    <name>sluice::SessionGraphView</name>
    <message>
        <source>%1, %2 stalls, %3 without media</source>
        <translation>%1, %2 interrupciones, %3 sin contenido</translation>
    </message>
</context>
<context>
    <name>sluice::SettingEditor</name>
    <message>
        <source>on</source>
        <translation>activado</translation>
    </message>
    <message>
        <source>off</source>
        <translation>desactivado</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>vacío</translation>
    </message>
    <message>
        <source>Restore the default: %1</source>
        <translation>Restablecer el valor inicial: %1</translation>
    </message>
    <message>
        <source>%1: restore the default, %2</source>
        <translation>%1: restablecer el valor inicial, %2</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Elegir una carpeta</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Elegir un archivo</translation>
    </message>
    <message>
        <source>%1: choose</source>
        <translation>%1: elegir</translation>
    </message>
</context>
<context>
    <name>sluice::SettingText</name>
    <message>
        <source>%1 at the stream’s present bitrate.</source>
        <translation>%1 con la tasa actual de la emisión.</translation>
    </message>
    <message>
        <source>%1 for this stream: %2 at its present bitrate.</source>
        <translation>%1 para esta emisión: %2 con su tasa actual.</translation>
    </message>
    <message>
        <source>That is less than the target of %1, so the cap decides.</source>
        <translation>Es menos que el objetivo de %1, así que decide el límite.</translation>
    </message>
    <message>
        <source>With the next stream: %1.</source>
        <translation>Con la próxima emisión: %1.</translation>
    </message>
    <message>
        <source>When Sluice starts again: %1.</source>
        <translation>Cuando Sluice se inicie de nuevo: %1.</translation>
    </message>
</context>
<context>
    <name>sluice::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Buscar ajustes</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Of this page</source>
        <translation>Los de esta página</translation>
    </message>
    <message>
        <source>Of all pages</source>
        <translation>Los de todas las páginas</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Aplicar</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Usar %1</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Takes over settings from a JSON file</source>
        <translation>Toma los ajustes de un archivo JSON</translation>
    </message>
    <message>
        <source>Writes the settings that are shown into a JSON file</source>
        <translation>Escribe en un archivo JSON los ajustes que se muestran</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>Importar ajustes</translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation>Exportar ajustes</translation>
    </message>
    <message>
        <source>Settings (*.json)</source>
        <translation>Ajustes (*.json)</translation>
    </message>
    <message>
        <source>Nothing was taken over from “%1”. %2</source>
        <translation>No se ha tomado nada de «%1». %2</translation>
    </message>
    <message>
        <source>“%1” says what is shown already.</source>
        <translation>«%1» dice lo mismo que ya se muestra.</translation>
    </message>
    <message>
        <source>Shown is what “%1” says. Apply or OK puts it in force.</source>
        <translation>Se muestra lo que dice «%1». Con Aplicar o Aceptar entra en vigor.</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Escrito: %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>sluice::SettingsPages</name>
    <message>
        <source>No setting has these words.</source>
        <translation>Ningún ajuste tiene estas palabras.</translation>
    </message>
</context>
<context>
    <name>sluice::SettingsSection</name>
    <message>
        <source>Where a broadcast goes is chosen on the Broadcast tab, under “Going to”. A server of your own or of a service is added there: “Other server…”, its address and stream key, then “Save…”. “Several at once” sends to all that are ticked. Below is what counts for each of them.</source>
        <translation>Adónde va una emisión se elige en la pestaña Emitir, en «Destino». Allí se añade un servidor propio o de un servicio: «Otro servidor…», su dirección y clave de emisión, y luego «Guardar…». «Varios a la vez» envía a todos los marcados. Abajo está lo que vale para cada uno de ellos.</translation>
    </message>
</context>
<context>
    <name>sluice::SoundMixer</name>
    <message>
        <source>Desktop sound</source>
        <translation>Sonido del escritorio</translation>
    </message>
    <message>
        <source>No desktop sound</source>
        <translation>Sin sonido del escritorio</translation>
    </message>
    <message>
        <source>What this computer plays</source>
        <translation>Lo que suena en este equipo</translation>
    </message>
    <message>
        <source>Clip to hear instead of the desktop</source>
        <translation>Clip que se oye en lugar del escritorio</translation>
    </message>
    <message>
        <source>&amp;Push to talk: muted unless F8 is held</source>
        <translation>&amp;Pulsar para hablar: silenciado salvo con F8 pulsada</translation>
    </message>
    <message>
        <source>Sound mixer</source>
        <translation>Mezclador de sonido</translation>
    </message>
    <message>
        <source>MICROPHONE</source>
        <translation>MICRÓFONO</translation>
    </message>
    <message>
        <source>Microphone level</source>
        <translation>Nivel del micrófono</translation>
    </message>
    <message>
        <source>Microphone gain</source>
        <translation>Ganancia del micrófono</translation>
    </message>
    <message>
        <source>DESKTOP SOUND</source>
        <translation>SONIDO DEL ESCRITORIO</translation>
    </message>
    <message>
        <source>Desktop sound level</source>
        <translation>Nivel del sonido del escritorio</translation>
    </message>
    <message>
        <source>Desktop sound gain</source>
        <translation>Ganancia del sonido del escritorio</translation>
    </message>
    <message>
        <source>Hold F8, or the button beside the microphone, for as long as you speak. The microphone is muted otherwise.</source>
        <translation>Mantenga pulsada F8, o el botón junto al micrófono, mientras habla. El resto del tiempo el micrófono está silenciado.</translation>
    </message>
    <message>
        <source>&amp;Noise suppression</source>
        <translation>Supresión de &amp;ruido</translation>
    </message>
    <message>
        <source>&amp;Limiter: nothing clips</source>
        <translation>&amp;Limitador: nada se recorta</translation>
    </message>
    <message>
        <source>WHAT VIEWERS HEAR</source>
        <translation>LO QUE OYE EL PÚBLICO</translation>
    </message>
    <message>
        <source>Level of what viewers hear</source>
        <translation>Nivel de lo que oye el público</translation>
    </message>
    <message>
        <source>Takes fans and hiss out of the microphone’s sound</source>
        <translation>Quita ventiladores y soplidos del sonido del micrófono</translation>
    </message>
    <message>
        <source>Holds loud moments just below full scale</source>
        <translation>Retiene los momentos fuertes justo por debajo del máximo</translation>
    </message>
    <message>
        <source>Picture and sound in step…</source>
        <translation>Imagen y sonido acompasados…</translation>
    </message>
    <message>
        <source>Measures how far the camera and the microphone are apart, with flashes and beeps</source>
        <translation>Mide cuánto se separan la cámara y el micrófono, con destellos y pitidos</translation>
    </message>
</context>
<context>
    <name>sluice::SourcePicker</name>
    <message>
        <source>%1 (not connected)</source>
        <translation>%1 (sin conectar)</translation>
    </message>
    <message>
        <source>Clip file…</source>
        <translation>Archivo…</translation>
    </message>
    <message>
        <source>Window that was closed</source>
        <translation>Ventana que se ha cerrado</translation>
    </message>
    <message>
        <source>Part of the screen, %1</source>
        <translation>Parte de la pantalla, %1</translation>
    </message>
</context>
<context>
    <name>sluice::SourcesPresenter</name>
    <message>
        <source>Whole screen, %1</source>
        <translation>Pantalla entera, %1</translation>
    </message>
    <message>
        <source>Monitor %1, %2</source>
        <translation>Monitor %1, %2</translation>
    </message>
</context>
<context>
    <name>sluice::StayAwake</name>
    <message>
        <source>A live broadcast is running</source>
        <translation>Hay una emisión en directo en marcha</translation>
    </message>
    <message>
        <source>A stream is playing</source>
        <translation>Se está reproduciendo una emisión</translation>
    </message>
</context>
<context>
    <name>sluice::TransportBar</name>
    <message>
        <source>Full screen</source>
        <translation>Pantalla completa</translation>
    </message>
    <message>
        <source>Go to live</source>
        <translation>Ir al directo</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Sound off</source>
        <translation>Sin sonido</translation>
    </message>
    <message>
        <source>Sound %1</source>
        <translation>Sonido %1</translation>
    </message>
    <message>
        <source>LIVE %1</source>
        <translation>DIRECTO %1</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Salir de pantalla completa</translation>
    </message>
</context>
<context>
    <name>sluice::UrlBar</name>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Address of a stream: rtmp, rtmps, rtsp, http, https, or a file</source>
        <translation>Dirección de una emisión: rtmp, rtmps, rtsp, http, https o un archivo</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Addresses of before, and files</source>
        <translation>Direcciones anteriores y archivos</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Abrir un archivo…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Abrir un archivo</translation>
    </message>
</context>
<context>
    <name>sluice::VideoView</name>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
</context>
<context>
    <name>sluice::WatchTab</name>
    <message>
        <source>EVENTS</source>
        <translation>SUCESOS</translation>
    </message>
    <message>
        <source>What happens to the stream is listed here.</source>
        <translation>Aquí se enumera lo que le ocurre a la emisión.</translation>
    </message>
</context>
<context>
    <name>sluice::WatchTexts</name>
    <message>
        <source>Sluice tries again now.</source>
        <translation>Sluice lo intenta de nuevo ahora.</translation>
    </message>
    <message>
        <source>Sluice tries again in %1.</source>
        <translation>Sluice lo intenta de nuevo en %1.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>mono</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>estéreo</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n canal</numerusform>
            <numerusform>%n canales</numerusform>
        </translation>
    </message>
    <message>
        <source>network</source>
        <translation>red</translation>
    </message>
    <message>
        <source>source</source>
        <translation>origen</translation>
    </message>
    <message>
        <source>emulated</source>
        <translation>emulado</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>No hay nada abierto</translation>
    </message>
    <message>
        <source>Type or paste the address of a stream above, and press Open.</source>
        <translation>Escriba o pegue arriba la dirección de una emisión y pulse Abrir.</translation>
    </message>
    <message>
        <source>Nobody is streaming at this address</source>
        <translation>Nadie está emitiendo en esta dirección</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Intentar ahora</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>The connection was lost</source>
        <translation>Se ha perdido la conexión</translation>
    </message>
    <message>
        <source>The stream has ended</source>
        <translation>La emisión ha terminado</translation>
    </message>
    <message>
        <source>You watched for %1.</source>
        <translation>La ha visto durante %1.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Abrir de nuevo</translation>
    </message>
    <message>
        <source>This stream cannot be played</source>
        <translation>Esta emisión no se puede reproducir</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>Solo sonido</translation>
    </message>
    <message>
        <source>This stream has no picture.</source>
        <translation>Esta emisión no tiene imagen.</translation>
    </message>
    <message>
        <source>Rebuffering… %1</source>
        <translation>Recargando… %1</translation>
    </message>
    <message>
        <source>Buffering… %1</source>
        <translation>Cargando… %1</translation>
    </message>
    <message>
        <source>%1 of %2 buffered</source>
        <translation>%1 de %2 en el búfer</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Seeking…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>The stream is ending</source>
        <translation>La emisión está terminando</translation>
    </message>
    <message>
        <source>Connection lost, trying again in %1</source>
        <translation>Conexión perdida, nuevo intento en %1</translation>
    </message>
    <message>
        <source>No data (link emulator)</source>
        <translation>Sin datos (emulador de enlace)</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>Sin datos</translation>
    </message>
    <message>
        <source>Buffer low</source>
        <translation>Búfer bajo</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>%1 + now</source>
        <translation>%1 + ahora</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Live latency (measured)</source>
        <translation>Latencia (medida)</translation>
    </message>
    <message>
        <source>Live latency (estimated)</source>
        <translation>Latencia (estimada)</translation>
    </message>
    <message>
        <source>Live latency</source>
        <translation>Latencia</translation>
    </message>
    <message>
        <source>This address cannot be reached</source>
        <translation>No se puede llegar a esta dirección</translation>
    </message>
</context>
<context>
    <name>sluice::WatermarkBar</name>
    <message>
        <source>Watermarks of the buffer</source>
        <translation>Marcas de nivel del búfer</translation>
    </message>
    <message>
        <source>low %1</source>
        <translation>bajo %1</translation>
    </message>
    <message>
        <source>start %1</source>
        <translation>inicio %1</translation>
    </message>
    <message>
        <source>resume %1</source>
        <translation>reanudar %1</translation>
    </message>
    <message>
        <source>target %1</source>
        <translation>objetivo %1</translation>
    </message>
    <message>
        <source>%1; the arrow keys move: %2</source>
        <translation>%1; las flechas mueven: %2</translation>
    </message>
</context>
</TS>
