using System.Globalization;
using System.Text;

namespace HostedRuntime.Testing;

/// <summary>The result of an exploration, and how far it came. Immutable.</summary>
public sealed record ConcurrencyReport
{
    /// <summary>The name of the test.</summary>
    public required string Test { get; init; }

    /// <summary>The failing schedule; null if none failed.</summary>
    public ConcurrencyFailure? Failure { get; init; }

    /// <summary>The number of schedules that ran, without those that minimized or verified one.</summary>
    public required int Schedules { get; init; }

    /// <summary>The number of steps of all these schedules.</summary>
    public required long Steps { get; init; }

    /// <summary>The seed of the random choices.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// True if every schedule was tried, so that none can fail. With a preemption bound it is never true if the bound has cut some off; see
    /// <see cref="IsCompleteToBound"/>.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>True if an exhaustive search has tried every schedule with no more preemptions than its bound.</summary>
    public required bool IsCompleteToBound { get; init; }

    /// <summary>The share of the exhaustive search that is done, from 0 to 1; null without such a search.</summary>
    public required double? SearchProgress { get; init; }

    /// <summary>The number of different orders of steps; counted up to 16,384.</summary>
    public required int DistinctOrders { get; init; }

    /// <summary>The chance that the next schedule has an order that was not seen, after Good and Turing; from 0 to 1.</summary>
    public required double ChanceOfNewOrder { get; init; }

    /// <summary>The number of pairs of tasks of which steps followed each other directly.</summary>
    public required int TaskPairs { get; init; }

    /// <summary>How many of these pairs were seen in both orders.</summary>
    public required int TaskPairsBothWays { get; init; }

    /// <summary>The real time that the exploration took, with minimization.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The number of threads that could not be ended, because a body caught everything or did not return; usually 0.</summary>
    public required int LostThreads { get; init; }

    /// <summary>Returns the figures, and the failure if there is one.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Test}: {Schedules} schedules, {Steps} steps, in {Elapsed.TotalSeconds:0.00} s; seed {Seed:X}");
        if (IsComplete)
            text.Append("; complete");
        else if (IsCompleteToBound)
            text.Append("; complete up to the preemption bound");
        else if (SearchProgress is { } progress)
            text.Append(CultureInfo.InvariantCulture, $"; {progress * 100:0.0} % of the exhaustive search");
        text.Append(CultureInfo.InvariantCulture, $"; {DistinctOrders} distinct orders, the next is new with a chance of {ChanceOfNewOrder * 100:0} %");
        text.Append(CultureInfo.InvariantCulture, $"; {TaskPairsBothWays} of {TaskPairs} pairs of tasks in both orders");
        if (LostThreads > 0)
            text.Append(CultureInfo.InvariantCulture, $"; {LostThreads} threads could not be ended");
        if (Failure is not null)
            text.Append('\n').Append(Failure);
        return text.ToString();
    }
}
