namespace HostedRuntime;

/// <summary>
/// Thrown if a task is spawned through an <see cref="IRuntimeHandle"/> that is not of this package: a mock, or a class of the user. Such a
/// handle has no threads, so it cannot run tasks.
/// </summary>
/// <remarks>
/// Every method that runs a body throws it, and so do types that run tasks on a given handle, such as <see cref="JoinSet{T}"/> and
/// <see cref="ChildRuntime"/>. Reading the properties of a mock works.
/// </remarks>
public sealed class ForeignRuntimeHandleException : NotSupportedException
{
    /// <summary>Creates the exception with a default message and no handle.</summary>
    public ForeignRuntimeHandleException() : this("The handle is not of HostedRuntime, so it cannot run tasks.")
    {
    }

    /// <summary>Creates the exception with a message and no handle.</summary>
    /// <param name="message">The message.</param>
    public ForeignRuntimeHandleException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message, a cause and no handle.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
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
