using System.Net.Sockets;
using HostedRuntime.Tool.Attaching;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Tests.Attaching;

/// <summary>The line about an error of the connection, without a process that fails so.</summary>
public sealed class AttachFailuresTests
{
    private static readonly int s_own = Environment.ProcessId;

    private readonly AttachFailures _failures = new(s_own);

    [Fact]
    public void Of_DeniedSocket_NamesOtherUser()
    {
        var denied = new ServerNotAvailableException("No server.", new SocketException((int)SocketError.AccessDenied));
        Assert.Equal($"Process {s_own} belongs to another user. Run hostedruntime as that user, or as an administrator.", _failures.Of(denied).Message);
        Assert.Equal(_failures.Of(denied).Message, _failures.Of(new UnauthorizedAccessException()).Message);
    }

    [Fact]
    public void Of_MissingCommand_NamesOldRuntime()
        => Assert.Equal($"Process {s_own} runs a .NET that is too old for this tool.", _failures.Of(new UnsupportedCommandException("unknown")).Message);

    [Fact]
    public void Of_BrokenConnection_NamesCauseInOneLine()
        => Assert.Equal($"The connection to process {s_own} failed: It broke. Twice.", _failures.Of(new IOException("It broke.\nTwice.")).Message);

    [Fact]
    public void Of_OwnException_ReturnsIt()
    {
        var known = _failures.NoRuntime();
        Assert.Same(known, _failures.Of(known));
    }

    [Fact]
    public void Incomplete_WhenPartsAreMissing_SaysWhatToDo()
        => Assert.Equal(
            $"Process {s_own} answered with more than its buffer holds: 3 of 9 parts arrived. Ask for fewer tasks by --max-tasks, or leave the stacks out by --no-stacks.",
            _failures.Incomplete(3, 9).Message);
}
