namespace HostedRuntime;

/// <summary>Why a job was refused at its spawn.</summary>
public enum JobRefusal
{
    /// <summary>No node has a job of that name.</summary>
    UnknownName,

    /// <summary>The id belongs to a job with another name or another argument.</summary>
    IdInUse,

    /// <summary>The argument has more than 1 MiB as JSON.</summary>
    TooLarge,

    /// <summary>The argument or the result has another type than the job of that name, or cannot be written as JSON.</summary>
    WrongType,

    /// <summary>This node stops, and there is no other.</summary>
    Stopping,
}
