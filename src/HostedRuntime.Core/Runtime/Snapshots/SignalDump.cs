using System.Runtime.InteropServices;
using System.Text;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>
/// Writes the text form of a snapshot of every runtime of the process when the process gets the signal SIGUSR1. Dispose it to end that.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>To ask for a dump: <c>kill -USR1 PID</c>. Without a registration that signal ends a process, also after the last one was disposed.
/// If several are registered, .NET calls only the latest. A signal that comes while a dump is waiting to be written asks for nothing
/// more.</para>
/// <para>The dump is written on a thread of its own. But .NET reports SIGUSR1 by an item in the global queue of the ThreadPool: only for
/// SIGINT, SIGQUIT and SIGTERM does it start a thread. So in a process whose ThreadPool is starved the dump comes once the pool has added
/// enough threads to reach that item. The tool <c>hostedruntime dump</c> does not depend on the pool.</para>
/// </remarks>
public sealed class SignalDump : IDisposable
{
    private readonly SignalDumpOptions _options;
    private readonly string? _pattern;
    private readonly Action<SignalDumpResult>? _written;
    private readonly HookCalls _calls = new("dump of runtimes");
    private readonly Lock _gate = new();
    private PosixSignalRegistration? _registration;

    /// <summary>True from a signal until its dump begins. Guarded by <see cref="_gate"/>.</summary>
    private bool _isAsked;

    private SignalDump(SignalDumpOptions options, Action<SignalDumpResult>? written)
    {
        _options = options;
        _pattern = options.FilePattern is { } pattern ? Path.GetFullPath(pattern) : null;
        _written = written;
    }

    /// <summary>True on systems that have the signal: Linux, Android, macOS and FreeBSD.</summary>
    public static bool IsSupported => SignalNumber != 0;

    // .NET has no name for SIGUSR1, and takes the system's own number for a signal without a name.
    private static int SignalNumber
        => OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 10
            : OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 30
            : 0;

    /// <summary>Begins to write a dump at each signal.</summary>
    /// <param name="options">Where to write, and what. Null for the defaults: standard error.</param>
    /// <param name="written">Called after each dump, on the thread that wrote it. Its exceptions are dropped.</param>
    /// <returns>The registration. Dispose it before the process ends, or never.</returns>
    /// <exception cref="PlatformNotSupportedException">The system has no SIGUSR1; see <see cref="IsSupported"/>.</exception>
    /// <exception cref="IOException">The system refused the handler.</exception>
    public static SignalDump Register(SignalDumpOptions? options = null, Action<SignalDumpResult>? written = null)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("This system has no signal SIGUSR1. The tool 'hostedruntime dump' works without it.");
        var dump = new SignalDump(options ?? new SignalDumpOptions(), written);
        dump._registration = PosixSignalRegistration.Create((PosixSignal)SignalNumber, dump.OnSignal);
        return dump;
    }

    /// <summary>Ends the registration. A dump that is being written goes on. Idempotent.</summary>
    public void Dispose() => _registration?.Dispose();

    /// <summary>Writes a dump now, on this thread.</summary>
    internal SignalDumpResult Write()
    {
        var file = _pattern is null ? null : DumpFileName.Of(_pattern, Environment.ProcessId, TimeProvider.System.GetUtcNow());
        var runtimes = 0;
        try
        {
            var text = new StringBuilder();
            foreach (var runtime in LiveRuntimes.All())
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(runtime.CaptureSnapshot(_options.Snapshot).ToText());
                runtimes++;
            }

            using var stream = Open(file);
            stream.Write(Encoding.UTF8.GetBytes(text.Length == 0 ? "No runtime of this process is running.\n" : text.ToString()));
            return new SignalDumpResult(file, runtimes, null);
        }
        catch (Exception e)
        {
            return new SignalDumpResult(file, runtimes, e);
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Otherwise the signal would end the process.
        context.Cancel = true;
        using (_gate.Hold())
        {
            if (_isAsked)
                return;
            _isAsked = true;
        }

        _calls.Add(Answer);
    }

    private void Answer()
    {
        using (_gate.Hold())
            _isAsked = false;
        var result = Write();
        _written?.Invoke(result);
    }

    /// <summary>Opens the target: not Console.Error, because a thread that is stuck may hold its lock.</summary>
    private static Stream Open(string? file)
    {
        if (file is null)
            return Console.OpenStandardError();
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
    }
}
