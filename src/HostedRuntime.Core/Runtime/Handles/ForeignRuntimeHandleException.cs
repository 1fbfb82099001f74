namespace HostedRuntime;

/// <summary>
/// A task was to be spawned through an <see cref="IRuntimeHandle"/> that is not of this package: a mock, or a class of the user. Such a
/// handle has no threads, so it cannot run tasks.
/// </summary>
/// <remarks>
/// Every verb that runs a body throws it, and so does whatever runs its tasks on a handle that it is given: <see cref="JoinSet{T}"/>,
/// <see cref="ChildRuntime"/>. Reading a mock's properties works.
/// </remarks>
public sealed class ForeignRuntimeHandleException : NotSupportedException
{
    /// <summary>Makes one without a handle.</summary>
    public ForeignRuntimeHandleException() : this("The handle is not of HostedRuntime, so it cannot run tasks.")
    {
    }

    /// <summary>Makes one without a handle.</summary>
    /// <param name="message">What happened.</param>
    public ForeignRuntimeHandleException(string message) : base(message)
    {
    }

    /// <summary>Makes one without a handle.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public ForeignRuntimeHandleException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal ForeignRuntimeHandleException(Type handleType)
        : base($"A handle of type '{handleType}' cannot run tasks: it is a mock or another implementation of IRuntimeHandle, and only the handles that HostedRuntime makes have threads."
            + " In a test, use a real runtime in place of the mock: 'await using var runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread })'.")
    {
        HandleType = handleType;
    }

    /// <summary>The class of the handle.</summary>
    /// <value>Null if the exception was made without a handle.</value>
    public Type? HandleType { get; }
}
