using System.Runtime.InteropServices;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Chooses the processors on which the system may run a thread. Linux and Windows let a thread choose among the processors of its process.
/// Threads that it starts do not inherit the choice, because .NET gives a new thread the processors of the process.
/// </summary>
internal static class ThreadAffinity
{
    /// <summary>Returns the processors that this process may use; null if threads cannot choose on this system.</summary>
    public static ProcessorSet? Available()
    {
        if (OperatingSystem.IsLinux())
        {
            var words = new ulong[ProcessorSet.Most / 64];
            return Linux.GetAffinity(Environment.ProcessId, sizeof(ulong) * words.Length, words) == 0 ? new ProcessorSet(words) : null;
        }

        // The processors of one group: beyond 64 processors Windows has several groups, and .NET itself starts in one.
        if (OperatingSystem.IsWindows())
            return Windows.GetProcessAffinityMask(Windows.CurrentProcess, out var mask, out _) ? new ProcessorSet([mask]) : null;
        return null;
    }

    /// <summary>
    /// Binds the calling thread to these processors. If the system refuses, the binding stays as it was. The processors were available when
    /// the runtime was created, so an administrator has taken them away since (a cpuset), and that decision has precedence.
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
        // The values that the system's functions GetCurrentProcess and GetCurrentThread return.
        public const nint CurrentProcess = -1;
        public const nint CurrentThread = -2;

        [DllImport("kernel32", ExactSpelling = true)]
        public static extern nuint SetThreadAffinityMask(nint thread, nuint mask);

        [DllImport("kernel32", ExactSpelling = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool GetProcessAffinityMask(nint process, out nuint processMask, out nuint systemMask);
    }
}
