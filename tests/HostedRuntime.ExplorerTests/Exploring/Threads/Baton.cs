using System.Runtime.InteropServices;

namespace HostedRuntime.Exploring;

/// <summary>
/// A signal that one thread waits for and another passes on, one at a time. On Linux it is the system's own semaphore. The semaphore of
/// .NET spins before it sleeps. On the single processor of a search, spinning only delays the awaited thread, and made a search half as
/// long again.
/// </summary>
internal sealed class Baton : IDisposable
{
    // The system's structure has 32 bytes on 64-bit systems, and fewer on others.
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

        // Wait again after a signal.
        while (sem_wait(_native) != 0)
        {
        }
    }

    /// <summary>Frees the semaphore. No thread may wait for it or be about to pass it.</summary>
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
