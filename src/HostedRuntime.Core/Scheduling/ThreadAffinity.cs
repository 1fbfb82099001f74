using System.Runtime.InteropServices;

namespace HostedRuntime.Scheduling;

/// <summary>
/// On which processors the system may run a thread. Linux and Windows let a thread choose, among those that its process may use; what
/// the thread starts does not inherit the choice: .NET gives a new thread those of the process.
/// </summary>
internal static class ThreadAffinity
{
    /// <summary>The processors that this process may use; null where threads cannot choose.</summary>
    public static ProcessorSet? Available()
    {
        if (OperatingSystem.IsLinux())
        {
            var words = new ulong[ProcessorSet.Most / 64];
            return Linux.GetAffinity(Environment.ProcessId, sizeof(ulong) * words.Length, words) == 0 ? new ProcessorSet(words) : null;
        }

        // Those of one group: beyond 64 processors Windows has several, and .NET itself starts in one.
        if (OperatingSystem.IsWindows())
            return Windows.GetProcessAffinityMask(Windows.CurrentProcess, out var mask, out _) ? new ProcessorSet([mask]) : null;
        return null;
    }

    /// <summary>
    /// Keeps the calling thread on these processors. What the system refuses stays as it was: the processors were available when the
    /// runtime was made, and who took them away since, an administrator's cpuset, has the last word anyway.
    /// </summary>
    public static void Choose(ProcessorSet processors)
    {
        var words = processors.Words;
        if (OperatingSystem.IsLinux())
            _ = Linux.SetAffinity(Linux.ThisThread, sizeof(ulong) * words.Length, words);
        else if (OperatingSystem.IsWindows())
            _ = Windows.SetThreadAffinityMask(Windows.CurrentThread, (nuint)words[0]);
    }

    private static class Linux
    {
        public const int ThisThread = 0;

        [DllImport("libc", EntryPoint = "sched_setaffinity")]
        public static extern int SetAffinity(int thread, nint bytes, ulong[] mask);

        [DllImport("libc", EntryPoint = "sched_getaffinity")]
        public static extern int GetAffinity(int thread, nint bytes, [Out] ulong[] mask);
    }

    private static class Windows
    {
        // What the system's own functions GetCurrentProcess and GetCurrentThread return.
        public const nint CurrentProcess = -1;
        public const nint CurrentThread = -2;

        [DllImport("kernel32", ExactSpelling = true)]
        public static extern nuint SetThreadAffinityMask(nint thread, nuint mask);

        [DllImport("kernel32", ExactSpelling = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool GetProcessAffinityMask(nint process, out nuint processMask, out nuint systemMask);
    }
}
