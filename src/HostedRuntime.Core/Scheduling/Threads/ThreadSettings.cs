using System.Text;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>How the threads of a runtime are made, workers and blocking ones alike.</summary>
/// <param name="Name">What the names of the threads begin with; see <see cref="NameOf"/>.</param>
/// <param name="StackSize">In bytes; zero: the default of .NET.</param>
/// <param name="Priority">The priority of each thread.</param>
/// <param name="Hooks">The hooks that the threads call.</param>
internal sealed record ThreadSettings(string Name, int StackSize, ThreadPriority Priority, RuntimeHooks Hooks)
{
    /// <summary>What the names of threads begin with that belong to no named runtime.</summary>
    public const string DefaultName = "async-rt";

    // In bytes of UTF-8, without the final zero. .NET drops the rest, and with it what the thread is for.
    private const int LongestOnLinux = 15;

    /// <summary>Runs first on each thread; marks it as the runtime's.</summary>
    public required Action Enter { get; init; }

    /// <summary>Runs after it on each worker. Null: nothing.</summary>
    public Action? EnterWorker { get; init; }

    /// <summary>A background thread, not started, that takes no ExecutionContext from whoever starts it.</summary>
    public Thread Create(string suffix, Action run) => new(() => run(), StackSize)
    {
        Name = NameOf(suffix),
        IsBackground = true,
        Priority = Priority,
    };

    /// <summary>
    /// Builds the name of a thread: <see cref="Name"/>, a hyphen, and what the thread is for, such as "w0". On Linux, which shows 15 bytes,
    /// the first part is cut and not the second: "image-proces-w0" for worker 0 of "image-processing". No other place builds the name of a
    /// thread.
    /// </summary>
    /// <param name="suffix">What the thread is for, in ASCII.</param>
    public string NameOf(string suffix)
    {
        var name = Name.AsSpan();
        if (OperatingSystem.IsLinux())
        {
            while (name.Length > 1 && Encoding.UTF8.GetByteCount(name) + 1 + suffix.Length > LongestOnLinux)
                name = name[..^(name.Length > 2 && char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return $"{name}-{suffix}";
    }
}
