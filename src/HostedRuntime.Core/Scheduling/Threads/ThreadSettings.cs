using System.Text;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Scheduling;

/// <summary>The settings with which the threads of a runtime are created, workers and blocking threads alike.</summary>
/// <param name="Name">The first part of the threads' names; see <see cref="NameOf"/>.</param>
/// <param name="StackSize">In bytes; zero for the default of .NET.</param>
/// <param name="Priority">The priority of each thread.</param>
/// <param name="Hooks">The hooks that the threads call.</param>
internal sealed record ThreadSettings(string Name, int StackSize, ThreadPriority Priority, RuntimeHooks Hooks)
{
    /// <summary>The first part of the names of threads that belong to no named runtime.</summary>
    public const string DefaultName = "async-rt";

    // In bytes of UTF-8, without the final zero. .NET would cut the end of a longer name, which says what the thread is for.
    private const int LongestOnLinux = 15;

    /// <summary>Runs first on each thread, and marks it as a thread of the runtime.</summary>
    public required Action Enter { get; init; }

    /// <summary>Runs after <see cref="Enter"/> on each worker, if not null.</summary>
    public Action? EnterWorker { get; init; }

    /// <summary>The probe that carries times and counts to listeners.</summary>
    public RuntimeProbe Probe { get; init; } = RuntimeProbe.None;

    /// <summary>The measurement of how long ready tasks wait.</summary>
    public DelayProbe Delays { get; } = new();

    /// <summary>Creates a background thread without starting it. It takes over no ExecutionContext from its starter.</summary>
    public Thread Create(string suffix, Action run) => new(() => run(), StackSize)
    {
        Name = NameOf(suffix),
        IsBackground = true,
        Priority = Priority,
    };

    /// <summary>
    /// Builds the name of a thread: <see cref="Name"/>, a hyphen, and what the thread is for, such as "w0". No other code builds such
    /// names.
    /// </summary>
    /// <remarks>
    /// Linux shows 15 bytes. There the first part is cut and not the second: "image-proces-w0" for worker 0 of "image-processing".
    /// </remarks>
    /// <param name="suffix">The purpose of the thread, in ASCII.</param>
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
