using System.Runtime.InteropServices;

namespace HostedRuntime.Exploring;

/// <summary>
/// Keeps a search on one processor: its own thread and the threads of its model. Each of them has to enter, because .NET lets no thread
/// inherit the processor. Only one of them runs at a time. Passing the baton to another processor needs a wake-up there, which made a
/// search take twice as long. If the system is not Linux, or refuses, nothing happens.
/// </summary>
internal readonly ref struct OneProcessor
{
    // The kernel's default size of a processor set is 1,024 processors.
    private const int Words = 16;

    private readonly ulong[]? _before;

    private OneProcessor(ulong[] before) => _before = before;

    public static OneProcessor Enter()
    {
        var allowed = new ulong[Words];
        if (!OperatingSystem.IsLinux() || sched_getaffinity(0, sizeof(ulong) * Words, allowed) < 0)
            return default;
        var one = new ulong[Words];
        // The last processor, because the first does more of the system's own work.
        var word = Array.FindLastIndex(allowed, static bits => bits != 0);
        one[word] = 1UL << System.Numerics.BitOperations.Log2(allowed[word]);
        return sched_setaffinity(0, sizeof(ulong) * Words, one) == 0 ? new OneProcessor(allowed) : default;
    }

    public void Dispose()
    {
        if (_before is not null)
            _ = sched_setaffinity(0, sizeof(ulong) * Words, _before);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int sched_getaffinity(int thread, nint size, [Out] ulong[] processors);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int sched_setaffinity(int thread, nint size, ulong[] processors);
}
