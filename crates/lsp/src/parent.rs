//! Notices when the process of the editor is gone: nobody would end the server then, if another process holds the pipe.

use std::time::Duration;

use tokio::sync::oneshot::Receiver;

/// How often is looked. It costs next to nothing, and nobody waits for it.
const PAUSE: Duration = Duration::from_secs(3);

/// Ends when the process is gone whose number is told. An editor that tells none is trusted to end the server.
pub(crate) async fn gone(process: Receiver<u32>) {
    let Ok(process) = process.await else { return std::future::pending().await };
    while is_alive(process) {
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether there is a process of a number. One that belongs to somebody else is there.
#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|process| rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere an editor that is gone closes the pipe, which no other process holds.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
