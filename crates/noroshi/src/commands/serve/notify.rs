//! Telling a service manager how the server is (`sd_notify`, for units of type `notify`).

/// Sends a state to the socket that the service manager names; without one, nothing happens. The server
/// runs on where that fails: nobody waits for the message but the manager.
#[cfg(unix)]
pub(super) fn service_manager(state: &str) {
    use std::os::unix::{ffi::OsStrExt, net::UnixDatagram};
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let Ok(socket) = UnixDatagram::unbound() else {
        return;
    };
    let _ = match name.as_bytes().strip_prefix(b"@") {
        Some(hidden) => send_hidden(&socket, hidden, state),
        None => socket.send_to(state.as_bytes(), &name).map(|_| ()),
    };
}

#[cfg(target_os = "linux")]
fn send_hidden(
    socket: &std::os::unix::net::UnixDatagram,
    name: &[u8],
    state: &str,
) -> std::io::Result<()> {
    use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    let address = SocketAddr::from_abstract_name(name)?;
    socket.send_to_addr(state.as_bytes(), &address).map(|_| ())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn send_hidden(
    _socket: &std::os::unix::net::UnixDatagram,
    _name: &[u8],
    _state: &str,
) -> std::io::Result<()> {
    // Hidden names exist on Linux alone.
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn service_manager(_state: &str) {}
