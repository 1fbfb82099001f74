using System.Text;

namespace HostedRuntime;

/// <summary>The id, the delivery and the limits of a job.</summary>
public sealed class JobOptions
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 256;

    /// <summary>The highest value of <see cref="MaxAttempts"/>.</summary>
    public const int MostAttempts = 1000;

    internal static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(30);

    /// <summary>
    /// The job's id. A second spawn with the id of a kept job returns that job. Null, the default, makes a new id.
    /// </summary>
    /// <value>1 to 256 characters, none of them a control character.</value>
    public string? Id { get; init; }

    /// <summary>How often the job may run. <see cref="JobDelivery.AtMostOnce"/> by default.</summary>
    public JobDelivery Delivery { get; init; }

    /// <summary>The most attempts of an <see cref="JobDelivery.AtLeastOnce"/> job. An AtMostOnce job has one.</summary>
    /// <value>1 to 1,000; 3 by default.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long after its spawn the job must have ended, over all attempts. Null, the default: no limit.</summary>
    /// <value>Above 0, at most 30 days. At the deadline the body's token fires, and the job is <see cref="JobState.Failed"/>.</value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long the result is kept after the end. Null, the default: <see cref="ClusterOptions.ResultRetention"/>.</summary>
    /// <value>0 to 30 days.</value>
    public TimeSpan? ResultRetention { get; init; }

    internal void Check()
    {
        if (Id is not null)
            CheckId(Id, nameof(Id));
        if (!Enum.IsDefined(Delivery))
            throw new ArgumentOutOfRangeException(nameof(Delivery), Delivery, $"Delivery is {Delivery}; allowed: AtMostOnce, AtLeastOnce.");
        if (MaxAttempts is < 1 or > MostAttempts)
            throw new ArgumentOutOfRangeException(nameof(MaxAttempts), MaxAttempts, $"MaxAttempts is {MaxAttempts}; allowed: 1 to {MostAttempts}.");
        if (Deadline is { } deadline && (deadline <= TimeSpan.Zero || deadline > LongestDeadline))
            throw new ArgumentOutOfRangeException(nameof(Deadline), deadline, $"Deadline is {deadline}; allowed: above 00:00:00, up to {LongestDeadline}.");
        if (ResultRetention is { } kept && (kept < TimeSpan.Zero || kept > ClusterOptions.LongestRetention))
            throw new ArgumentOutOfRangeException(nameof(ResultRetention), kept, $"ResultRetention is {kept}; allowed: 00:00:00 to {ClusterOptions.LongestRetention}.");
    }

    internal static void CheckId(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        if (id.Length > MaxIdLength || id.Any(char.IsControl) || !IsText(id))
            throw new ArgumentException($"A job cannot have this id of {id.Length} characters; allowed: 1 to {MaxIdLength} characters, none of them a control character or half of a surrogate pair.", parameter);
    }

    private static bool IsText(string id)
    {
        foreach (var rune in id.EnumerateRunes())
        {
            // A half of a pair reads as the replacement character, and two such ids would be one key in the store.
            if (rune == Rune.ReplacementChar)
                return false;
        }

        return true;
    }
}
