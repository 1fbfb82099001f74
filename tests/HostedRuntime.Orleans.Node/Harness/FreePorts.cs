using System.Net;
using System.Net.Sockets;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>Finds ports on loopback that nobody listens at.</summary>
internal static class FreePorts
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
