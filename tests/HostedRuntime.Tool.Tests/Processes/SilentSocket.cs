using System.Globalization;
using System.Net.Sockets;

namespace HostedRuntime.Tool.Tests.Processes;

/// <summary>A diagnostics socket of a process that takes a connection and gives no answer.</summary>
internal sealed class SilentSocket : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("diagnostics-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SilentSocket(int processId)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{processId}-1-socket"))));
        _listener.Listen();
    }

    /// <summary>The folder for temporary files that has the socket.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Waits for the connection of the tool.</summary>
    public Task<Socket> AcceptAsync() => _listener.AcceptAsync();

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }
}
