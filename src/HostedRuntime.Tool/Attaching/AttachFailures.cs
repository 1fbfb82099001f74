using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Says why no snapshot came, and what to do.</summary>
/// <param name="processId">The process.</param>
internal sealed class AttachFailures(int processId)
{
    public AttachException NoProcess() => new($"There is no process {processId}. 'hostedruntime ps' lists the processes that have a runtime.");

    public AttachException Ended(Exception? cause = null)
    {
        const string Message = "Process {0} ended before it answered.";
        var message = string.Format(null, Message, processId);
        return cause is null ? new(message) : new(message, cause);
    }

    public AttachException TimedOut(TimeSpan timeout)
        => new($"Process {processId} did not answer within {timeout.TotalSeconds:0.##} s. If it is not paused, allow more time by --timeout.");

    public AttachException NoRuntime()
        => new($"Process {processId} has no runtime of HostedRuntime. If it should have one: it may not have started, or the application is built without event sources (EventSourceSupport).");

    public AttachException NoSuchRuntime(string name, IEnumerable<string> names)
        => new($"Process {processId} has no runtime '{name}'. It has: {string.Join(", ", names)}.");

    public AttachException Refused(string message) => new($"Process {processId} could not capture a snapshot: {message.ReplaceLineEndings(" ")}");

    public AttachException Incomplete(int arrived, int of)
        => new($"Process {processId} answered with more than its buffer holds: {arrived} of {of} parts arrived. Ask for fewer tasks by --max-tasks, or leave the stacks out by --no-stacks.");

    public AttachException OtherVersion(JsonException cause)
        => new($"Process {processId} has another version of HostedRuntime: its snapshot could not be read. Install the tool in the version of its package.", cause);

    /// <summary>Translates an error of the connection.</summary>
    public AttachException Of(Exception error)
    {
        if (error is AttachException known)
            return known;
        if (!TargetProcess.Exists(processId))
            return error is ServerNotAvailableException ? NoProcess() : Ended(error);
        if (IsDenied(error))
            return new($"Process {processId} belongs to another user. Run hostedruntime as that user, or as an administrator.", error);
        return error switch
        {
            ServerNotAvailableException => new($"Process {processId} offers no diagnostics: it is no .NET process, has DOTNET_EnableDiagnostics=0, or has another TMPDIR. Use the TMPDIR of the process.", error),
            UnsupportedCommandException => new($"Process {processId} runs a .NET that is too old for this tool.", error),
            _ when TargetProcess.IsEnding(processId) => Ended(error),
            _ => new($"The connection to process {processId} failed: {error.Message.ReplaceLineEndings(" ")}", error),
        };
    }

    private static bool IsDenied(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied })
                return true;
        }

        return false;
    }
}
