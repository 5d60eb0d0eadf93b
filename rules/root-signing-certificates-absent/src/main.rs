mod decide;

root_credentials::main!(decide::decide);
