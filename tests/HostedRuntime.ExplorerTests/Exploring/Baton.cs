using System.Runtime.InteropServices;

namespace HostedRuntime.Exploring;

/// <summary>
/// What one thread waits for and another passes on, one at a time. On Linux the system's own semaphore: that of .NET spins before it sleeps,
/// which on the one processor that a search runs on only keeps the thread from running that it waits for, and costs half as much again.
/// </summary>
internal sealed class Baton : IDisposable
{
    // The system's structure has 32 bytes on 64-bit systems, and less on others.
    private const int Size = 64;

    private readonly nint _native;
    private readonly SemaphoreSlim? _managed;

    public Baton()
    {
        if (!OperatingSystem.IsLinux())
        {
            _managed = new SemaphoreSlim(0);
            return;
        }

        _native = Marshal.AllocHGlobal(Size);
        if (sem_init(_native, 0, 0) != 0)
            throw new InvalidOperationException("The system has no semaphore for us.");
    }

    public void Pass()
    {
        if (_managed is null)
            _ = sem_post(_native);
        else
            _managed.Release();
    }

    public void Await()
    {
        if (_managed is not null)
        {
            _managed.Wait();
            return;
        }

        // Again after a signal.
        while (sem_wait(_native) != 0)
        {
        }
    }

    /// <summary>Nobody waits for it any more, nor is about to pass it.</summary>
    public void Dispose()
    {
        _managed?.Dispose();
        if (_managed is null)
            Marshal.FreeHGlobal(_native);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int sem_init(nint semaphore, int isShared, uint value);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int sem_wait(nint semaphore);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int sem_post(nint semaphore);
}
